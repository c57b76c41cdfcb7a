//! Arguments that a helper does not accept, and what it would.

use super::{Checker, convert::as_type, habits, place::operand};
use crate::{
    diagnostic::messages::operand::Mended,
    ir::Expr,
    spec::{Accepts, Function},
    template::{self, Argument, ExprKind},
    text::Span,
    types::Type,
};

/// The call that an argument stands in.
pub(super) struct Site<'e> {
    /// The whole call, where the argument is what is filtered.
    pub(super) piped: Option<Span>,
    /// What stands in the parentheses.
    pub(super) arguments: &'e [Argument],
}

impl Site<'_> {
    /// What to write instead of an argument that is not accepted.
    pub(super) fn mended(
        &self,
        function: &Function,
        accepts: Accepts,
        expr: &Expr,
        written: &template::Expr,
    ) -> Mended {
        let of_call = self.piped.and_then(|call| {
            let behind = Span::new(call.file, written.span.range().end, call.range().end);
            self.filtered(function, expr.ty.required(), written, behind)
        });
        of_call
            .or_else(|| converted(accepts, expr, written))
            .or_else(|| told(accepts, &expr.ty, written))
            .unwrap_or_default()
    }

    /// What to write instead of the filter; `behind` is it, with the `|` before it.
    fn filtered(
        &self,
        function: &Function,
        ty: &Type,
        written: &template::Expr,
        behind: Span,
    ) -> Option<Mended> {
        let name = function.name;
        // A filter binds as closely as the one that is written now.
        let shown = match written.kind {
            ExprKind::Filter { .. } => written.to_string(),
            _ => operand(written),
        };
        let param = function.param(0).accepts;
        match (name, ty) {
            ("fromjson", Type::Record(_) | Type::List(..)) => Some(Mended {
                help: Some(format!("remove `| fromjson`: `{shown}` is read already")),
                edit: Some((behind, String::new())),
            }),
            (_, Type::List(item, _)) if param.allows(item) => {
                let each = match habits::call("", self.arguments).strip_prefix('(') {
                    Some(rest) => format!("map('{name}', {rest}"),
                    None => format!("map('{name}')"),
                };
                Some(Mended {
                    help: Some(format!("for each of its items, write `{shown} | {each}`")),
                    edit: Some((behind, format!(" | {each}"))),
                })
            }
            ("length", number) if number.is_number() => Some(Mended {
                help: Some(format!(
                    "remove `| length`: `{shown}` is a number already; its digits are `{shown} | string | length`"
                )),
                edit: None,
            }),
            (_, Type::Text) if param == Accepts::List => Some(Mended {
                help: Some(format!(
                    "remove `| {}`, or make a list first: `{shown} | split(',')`",
                    habits::call(name, self.arguments)
                )),
                edit: None,
            }),
            ("int" | "float" | "decimal", Type::Date | Type::Timestamp) => Some(Mended {
                help: Some(format!(
                    "take a part of it: `{shown} | strftime('%d') | {name}`"
                )),
                edit: None,
            }),
            _ => None,
        }
    }
}

/// The argument as a value that is accepted.
pub(super) fn converted(accepts: Accepts, expr: &Expr, written: &template::Expr) -> Option<Mended> {
    let wanted = match accepts {
        Accepts::Text => Type::Text,
        Accepts::Int => Type::Int,
        Accepts::Number => Type::Decimal,
        Accepts::Bool => Type::Bool,
        _ => return None,
    };
    let fitting = as_type(expr, written, &wanted)?;
    let text = fitting.text;
    Some(if fitting.is_constant {
        Mended {
            help: Some(format!("write `{text}`")),
            edit: Some((written.span, text)),
        }
    } else {
        Mended {
            help: Some(format!("convert it first: `{text}`")),
            edit: None,
        }
    })
}

/// What would be accepted, where nothing makes it of this value.
fn told(accepts: Accepts, ty: &Type, written: &template::Expr) -> Option<Mended> {
    let shown = operand(written);
    let help = match (accepts, ty) {
        (Accepts::Moment, _) => "give it a date: `now() | strftime('%Y-%m-%d')`".to_owned(),
        (Accepts::Int, _) => "write a whole number, as in `2`".to_owned(),
        (Accepts::Number, _) => "write a number, as in `2`".to_owned(),
        (Accepts::Bool, _) => "write `true` or `false`".to_owned(),
        (Accepts::List, _) => format!("make a list of it: `[{written}]`"),
        (_, Type::List(..)) => format!("name one of its items: `{shown}[0]`"),
        (_, Type::Record(record)) => {
            let name = record
                .fields()
                .next()
                .map_or("…", |(name, _)| &**name)
                .to_owned();
            format!("name one of its fields: `{shown}.{name}`")
        }
        _ => return None,
    };
    Some(Mended {
        help: Some(help),
        edit: None,
    })
}

impl Checker<'_> {
    /// What calls of other tools are written as here.
    pub(super) fn foreign_call(&self, name: &str, arguments: &[Argument]) -> Option<String> {
        let first = arguments.first().map(|argument| &argument.value.kind);
        let Some(ExprKind::Text(word)) = first else {
            return None;
        };
        match name {
            "var" => Some(self.input_meant(word, "text")),
            "ref" | "source" => table_meant(arguments),
            "env_var" | "env" | "getenv" => {
                let input = word.to_lowercase();
                Some(format!(
                    "declare `inputs: {{{input}: {{type: text, default: \"${{env:{word}}}\"}}}}` and write `inputs.{input}`"
                ))
            }
            _ => None,
        }
    }

    fn input_meant(&self, name: &str, ty: &str) -> String {
        let is_declared = self.job.inputs.iter().any(|input| input.name.value == name);
        if is_declared {
            format!("write `inputs.{name}`")
        } else {
            format!("declare `inputs: {{{name}: {ty}}}` and write `inputs.{name}`")
        }
    }
}

/// What names a table here that dbt's `ref` or `source` names in its last argument.
fn table_meant(arguments: &[Argument]) -> Option<String> {
    match &arguments.last()?.value.kind {
        ExprKind::Text(table) => Some(format!("write the table's name itself: `{table}`")),
        _ => None,
    }
}

/// The same for the whole of a hole that stands where a table does.
pub(super) fn table_in(hole: &template::Expr) -> Option<String> {
    match &hole.kind {
        ExprKind::Call {
            function,
            arguments,
        } if ["ref", "source"].contains(&function.value.as_str()) => table_meant(arguments),
        _ => None,
    }
}
