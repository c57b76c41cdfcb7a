//! What the names of generated expressions stand for: ints at the ends of their range, odd text, what is empty.

use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop, prop_oneof};

use crate::{
    eval::tests::Names,
    value::{Fields, List, SegmentBuilder, Value},
};

/// Letters whose case is odd, spaces that are none, signs of the language, and what is of several bytes.
const SIGNS: &[&str] = &[
    "a", "B", "z", " ", "  ", "\t", "\n", "\u{a0}", "\u{2003}", "1", "-", ",", "'", "\"", "\\",
    "{{", "}}", "%}", "#", "é", "e\u{301}", "ß", "İ", "ı", "Σ", "σ", "ǆ", "ﬁ", "日本", "🦀",
    "\u{200d}", "\u{202e}", "\u{feff}", "\0", "\u{7f}",
];

const PLAIN: &[&str] = &["a", "B", "z", "Q", " ", "-", "1", "(", "_", ".", "é", "Ö"];

/// Values for all names.
pub(super) fn names() -> BoxedStrategy<Names> {
    let scalars = (
        int(),
        int(),
        float(),
        text(),
        text(),
        plain(),
        any::<bool>(),
    );
    let lists = (
        prop::collection::vec(int(), 0..5),
        prop::collection::vec(text(), 0..5),
        rows(),
    );
    (scalars, lists, record())
        .prop_map(|((i, j, d, s, t, p, b), (xs, ws, rows), r)| {
            Names::default()
                .with("i", i)
                .with("j", j)
                .with("d", d)
                .with("s", s)
                .with("t", t)
                .with("p", p)
                .with("b", Value::Bool(b))
                .with("n", Value::Null)
                .with("xs", Value::from(xs))
                .with("ws", Value::from(ws))
                .with("rows", rows)
                .with("r", r)
                .with("x", Value::Int(5))
                .with("w", Value::from("w"))
        })
        .boxed()
}

/// Small ones most of the time, so that some are equal.
fn int() -> BoxedStrategy<Value> {
    let ends = [
        i64::MIN,
        i64::MIN + 1,
        i64::MAX,
        1 << 53,
        (1 << 53) + 1,
        -(1 << 31),
        u32::MAX.into(),
    ];
    prop_oneof![
        8 => -2_i64..4,
        6 => -9_i64..100,
        1 => prop::sample::select(ends.to_vec()),
        1 => any::<i64>(),
    ]
    .prop_map(Value::Int)
    .boxed()
}

fn float() -> BoxedStrategy<Value> {
    prop_oneof![
        6 => (-4000_i32..4000).prop_map(|quarters| f64::from(quarters) / 4.0),
        3 => prop::sample::select(vec![0.0, -0.0, 0.1, -0.1, 2.675, 1e-4, 123_456.789]),
        1 => (-1000.0..1000.0).prop_map(|float: f64| float),
    ]
    .prop_map(Value::Float)
    .boxed()
}

fn text() -> BoxedStrategy<Value> {
    of(SIGNS)
}

fn plain() -> BoxedStrategy<Value> {
    of(PLAIN)
}

fn of(signs: &[&'static str]) -> BoxedStrategy<Value> {
    let sign = prop::sample::select(signs.to_vec());
    prop::collection::vec(sign, 0..6)
        .prop_map(|signs| Value::from(signs.concat()))
        .boxed()
}

/// Rows by themselves, or by column.
fn rows() -> BoxedStrategy<Value> {
    (prop::collection::vec(row(), 0..4), any::<bool>())
        .prop_map(|(rows, is_table)| {
            if !is_table {
                return Value::from(rows);
            }
            let mut table = SegmentBuilder::default();
            rows.into_iter().for_each(|row| table.push(row));
            Value::List(List::from(table.finish()))
        })
        .boxed()
}

fn row() -> BoxedStrategy<Value> {
    (int(), text())
        .prop_map(|(id, name)| fields([("id", id), ("name", name)]))
        .boxed()
}

fn record() -> BoxedStrategy<Value> {
    let list = prop::collection::vec(int(), 0..3).prop_map(Value::from);
    (int(), text(), Just(Value::Null), list)
        .prop_map(|(a, b, n, xs)| fields([("a", a), ("b", b), ("n", n), ("xs", xs)]))
        .boxed()
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let fields = fields.map(|(name, value)| (name.into(), value));
    Value::from(fields.into_iter().collect::<Fields>())
}
