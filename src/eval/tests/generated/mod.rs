//! Generated expressions and templates over generated data, beside stock minijinja.
//!
//! They are well typed, so that most have a value; the rest fails in both. A normal run has some hundred cases of each kind,
//! and `PROPTEST_CASES=100000 cargo test --lib generated` that many. What fails is told with the values of its names, made as
//! small as it will go: it belongs into `same.txt`, or, if Portl means it, into `differs.txt` and this list.
//!
//! The generator stays away from where the two differ on purpose:
//!
//! - null: what stands for null is missing in Jinja, and what is null is there. So null and what may be missing are types
//!   of their own; neither is compared with the other, null is never asked whether it is defined, and takes a `default`
//!   only with `boolean`. What a `default` falls back to reads through nothing that may be missing, as only Portl may.
//! - texts of true, none, lists and records: Portl writes JSON, minijinja Python.
//! - floats in text, but for those of few digits: minijinja writes no exponents.
//! - order and membership across types: minijinja orders by kind, Portl fails. Lists that were cut or joined are a kind of
//!   their own there, so only fresh ones are ordered.
//! - chains of comparisons, which Portl refuses; and bools as numbers.
//! - text that is an int in one of the two: `' 7'` in Portl, `'7.5'` in minijinja. The `bool` of text.
//! - letters with a title case of their own in `title`, and text beyond ASCII sorted without regard to case: minijinja
//!   has other rules than Jinja there.
//! - floats rounded up or down to tens: Jinja multiplies by 0.1, which is not exact.
//! - an `if` behind a test without an argument, which Jinja takes for the argument.
//! - lists in parentheses: a type of their own in Jinja. `is sequence`, which minijinja says of no text.
//! - `loop.length` and the like over a text, which minijinja does not know.
//! - the newline at the end of a template, which Jinja drops.

mod data;
mod expressions;
mod piece;
mod stock;
mod templates;

use std::cell::Cell;

use proptest::{
    prelude::{ProptestConfig, Rng, Strategy},
    test_runner::{RngSeed, TestCaseError, TestError, TestRunner},
};

use super::{Names, runtime};
use crate::{
    eval::{Stop, evaluate, fold},
    ir::Expr,
    value::{
        Value,
        json::{Layout, Secrets, write},
    },
};
use expressions::{Bound, Level};

/// Failures that minijinja has not: a part of the message, and why.
const APART: &[(&str, &str)] = &[
    ("does not fit an int of 64 bits", "its ints have 128"),
    ("is beyond 64 bits", "its ints have 128"),
    ("the sum is beyond", "its ints have 128"),
    ("expected an int of 64 bits", "its ints have 128"),
    ("can't be rounded to", "its ints have 128"),
    ("does not fit a float", "it has infinity and NaN"),
    ("longer than the limit", "its texts have no limit"),
];

/// How many cases there are at least.
const CASES: u32 = 512;

/// The value, written as JSON, or why there is none.
type Given = Result<String, String>;

#[test]
fn expressions_give_what_stock_minijinja_gives() {
    let environment = stock::environment();
    let expressions = Level::of(4, Bound::default()).telling();
    hold(
        (expressions.prop_map(|piece| piece.text), data::names()),
        |source, names| own(names.expression(source), names),
        |source, names| stock::value(&environment, source, names),
    );
}

#[test]
fn templates_give_what_stock_minijinja_gives() {
    let environment = stock::environment();
    hold(
        (templates::templates(2), data::names()),
        |source, names| own(names.expr(source), names),
        |source, names| stock::text(&environment, source, names),
    );
}

/// Holds what Portl gives for each source against what minijinja gives.
fn hold(
    cases: impl Strategy<Value = (String, Names)>,
    own: impl Fn(&str, &Names) -> Given,
    stock: impl Fn(&str, &Names) -> Result<Value, minijinja::Error>,
) {
    let (all, same) = (Cell::new(0), Cell::new(0));
    let (mut runner, seed) = runner();
    let held = runner.run(&cases, |(source, names)| {
        all.set(all.get() + 1);
        let own = own(&source, &names);
        if own.as_ref().is_err_and(|failure| is_apart(failure)) {
            return Ok(());
        }
        let stock = match stock(&source, &names) {
            Ok(value) => Ok(told(&value)),
            Err(error) => Err(format!("{error:#}")),
        };
        same.set(same.get() + i32::from(own.is_ok()));
        let agree = own == stock || (own.is_err() && stock.is_err());
        let found = || TestCaseError::fail(format!("  Portl     {own:?}\n  minijinja {stock:?}"));
        agree.then_some(()).ok_or_else(found)
    });
    match held {
        Ok(()) => {}
        Err(TestError::Fail(found, (source, names))) => panic!(
            "\n{source}\n{found}\n  over {}\nto repeat it: PROPTEST_RNG_SEED={seed}",
            over(&names)
        ),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
    let (all, same) = (all.get(), same.get());
    assert!(same * 2 > all, "only {same} of {all} have a value");
}

/// A runner, and the seed that it starts from.
fn runner() -> (TestRunner, u64) {
    let asked = ProptestConfig::default().rng_seed;
    let seed = match asked {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => TestRunner::default().rng().next_u64(),
    };
    let config = ProptestConfig {
        failure_persistence: None,
        cases: ProptestConfig::default().cases.max(CASES),
        max_shrink_iters: 20_000,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::default()
    };
    (TestRunner::new(config), seed)
}

/// What Portl gives, and gives as well once constants are folded.
fn own(mut expr: Expr, names: &Names) -> Given {
    let given = |expr: &Expr| match evaluate(expr, names, &runtime()) {
        Ok(value) => Ok(told(&value)),
        Err(Stop::Failed(failed)) => Err(failed.to_string()),
        Err(Stop::Unknown) => panic!("all names are known"),
    };
    let whole = given(&expr);
    fold(&mut expr, &runtime());
    let folded = given(&expr);
    assert_eq!(whole.as_ref().ok(), folded.as_ref().ok(), "folded");
    whole
}

fn is_apart(failure: &str) -> bool {
    APART.iter().any(|(message, _)| failure.contains(message))
}

fn told(value: &Value) -> String {
    write(value, Layout::Compact, Secrets::Shown).expect("no value here lacks JSON")
}

fn over(names: &Names) -> String {
    let known = names.0.iter();
    let known =
        known.filter_map(|(name, value)| Some(format!("{name} = {}", told(value.as_ref()?))));
    known.collect::<Vec<_>>().join(", ")
}
