use std::vec;

use chumsky::{
    DefaultExpected,
    error::{Error, LabelError},
    input::Stream,
    span::SimpleSpan,
    util::MaybeRef,
};

use super::token::{Kind, Kinds};
use crate::diagnostic::Diagnostic;

/// What the grammar reads: it owns the tokens, so that the parsers outlive every text. Its spans count tokens.
pub(super) type Tokens = Stream<vec::IntoIter<Kind>>;

/// What the grammar could not do.
///
/// The common case is two words and an offset: the grammar makes many of these even where all is well.
#[derive(Debug)]
pub(super) enum Problem {
    /// Something else was expected.
    Unexpected {
        /// Which token.
        at: SimpleSpan,
        /// What stands there; nothing at the end.
        found: Option<Kind>,
        /// The tokens that could have stood there.
        kinds: Kinds,
        /// The rules that could have begun there.
        rules: Rules,
    },
    /// It has its own words.
    Reported(Box<Diagnostic>),
}

/// Declares the labels of the grammar: the rule of `grammar/template.ebnf` and the words for messages.
macro_rules! rules {
    ($($rule:ident $name:literal $words:literal)+) => {
        /// A rule of the grammar, as a label on its parser.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Rule { $($rule),+ }

        /// The rules that label the parsers, by their names in `grammar/template.ebnf`.
        pub const RULE_NAMES: &[&str] = &[$($name),+];

        impl Rule {
            const ALL: &[Self] = &[$(Self::$rule),+];

            /// What messages call it.
            pub(super) const fn words(self) -> &'static str {
                match self { $(Self::$rule => $words),+ }
            }
        }
    };
}

rules! {
    Expression "expression" "an expression"
    Operand "operand" "an expression"
    Conditional "conditional" "an operator"
    OrOperator "or_operator" "an operator"
    AndOperator "and_operator" "an operator"
    ComparisonOperator "comparison_operator" "an operator"
    SumOperator "sum_operator" "an operator"
    ConcatenationOperator "concatenation_operator" "an operator"
    ProductOperator "product_operator" "an operator"
    PowerOperator "power_operator" "an operator"
    Filter "filter" "an operator"
    Test "test" "an operator"
    Attribute "attribute" "an operator"
    Subscript "subscript" "an operator"
    Arguments "arguments" "an operator"
    TestArgument "test_argument" "an argument"
    TestName "test_name" "the name of a test"
    FilterName "filter_name" "the name of a filter"
    FieldName "field_name" "the name of a field"
    NamedArgument "named_argument" "an expression"
    Target "target" "a name"
}

/// A set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Rules(u32);

impl Rules {
    const fn of(rule: Rule) -> Self {
        Self(1 << rule as u32)
    }

    /// What is in it, in the order of declaration.
    pub(super) fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL
            .iter()
            .copied()
            .filter(move |rule| self.0 & Self::of(*rule).0 != 0)
    }
}

const _: () = assert!(Rule::ALL.len() <= 32, "a set of rules is one word");

impl Error<'static, Tokens> for Problem {
    fn merge(self, other: Self) -> Self {
        match (self, other) {
            (
                Self::Unexpected {
                    at,
                    found,
                    kinds,
                    rules,
                },
                Self::Unexpected {
                    kinds: more,
                    rules: others,
                    ..
                },
            ) => Self::Unexpected {
                at,
                found,
                kinds: kinds.union(more),
                rules: Rules(rules.0 | others.0),
            },
            (reported @ Self::Reported(_), _) | (_, reported) => reported,
        }
    }
}

impl LabelError<'static, Tokens, DefaultExpected<'static, Kind>> for Problem {
    fn expected_found<E: IntoIterator<Item = DefaultExpected<'static, Kind>>>(
        expected: E,
        found: Option<MaybeRef<'static, Kind>>,
        at: SimpleSpan,
    ) -> Self {
        let kinds = expected.into_iter().filter_map(|expected| match expected {
            DefaultExpected::Token(kind) => Some(Kinds::of(*kind)),
            _ => None,
        });
        Self::Unexpected {
            at,
            found: found.map(|kind| *kind),
            kinds: kinds.fold(Kinds::default(), Kinds::union),
            rules: Rules::default(),
        }
    }
}

impl LabelError<'static, Tokens, Rule> for Problem {
    fn expected_found<E: IntoIterator<Item = Rule>>(
        expected: E,
        found: Option<MaybeRef<'static, Kind>>,
        at: SimpleSpan,
    ) -> Self {
        let rules = expected
            .into_iter()
            .fold(0, |set, rule| set | Rules::of(rule).0);
        Self::Unexpected {
            at,
            found: found.map(|kind| *kind),
            kinds: Kinds::default(),
            rules: Rules(rules),
        }
    }

    fn label_with(&mut self, label: Rule) {
        if let Self::Unexpected { kinds, rules, .. } = self {
            *kinds = Kinds::default();
            *rules = Rules::of(label);
        }
    }
}
