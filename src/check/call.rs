use super::{Checker, argument::Site, habits, literal::error};
use crate::{
    diagnostic::{messages::types as messages, nearest},
    ir::{Expr, ExprKind},
    spec::{self, Callable, Function, Param},
    template::{self, Argument, Ident},
    text::Span,
    types::Type,
    value::Value,
};

/// The helpers that are asked for what is not there: their arguments may read through null. With a `default`, any
/// other is.
const GUARDS: [&str; 2] = ["default", "coalesce"];

/// The helpers that tell the size or the names of something, and nothing of what is in it.
const MEASURES: [&str; 2] = ["keys", "length"];

impl Checker<'_> {
    pub(super) fn function_call(
        &mut self,
        name: &Ident,
        arguments: &[Argument],
        span: Span,
    ) -> Expr {
        match self.registry.function(&name.value) {
            Some(function) if function.callable == Callable::Filter => {
                self.report(messages::wrong_form(
                    name.span,
                    format!("`{}` is a filter", function.name),
                    &piped(function.name, arguments),
                ));
                self.check_all(arguments);
                error(span)
            }
            Some(function) => self.call(function, None, arguments, span),
            None => {
                let meant = self.helper_meant(&name.value);
                let fix = meant.map(|function| match function.callable {
                    Callable::Filter => piped(function.name, arguments),
                    _ if arguments.is_empty() => format!("{}()", function.name),
                    _ => habits::call(function.name, arguments),
                });
                let is_function = meant.filter(|found| found.callable != Callable::Filter);
                let help = fix.map(|fix| format!("write `{fix}`"));
                let help = help.or_else(|| habits::instead(&name.value).map(str::to_owned));
                let help = self.foreign_call(&name.value, arguments).or(help);
                let found = messages::unknown_function(name.span, &name.value, help);
                self.check_all(arguments);
                let found = found.replace_if(name.span, is_function.map(|found| found.name));
                self.report(found.by_hand_if(habits::is_guess(&name.value)));
                error(span)
            }
        }
    }

    pub(super) fn filter(
        &mut self,
        base: &template::Expr,
        name: &Ident,
        arguments: &[Argument],
        span: Span,
    ) -> Expr {
        match self.registry.function(&name.value) {
            Some(function) if function.callable == Callable::Function => {
                let inner = if function.params.is_empty() {
                    ""
                } else {
                    "…"
                };
                self.report(messages::wrong_form(
                    name.span,
                    format!("`{}` is not a filter", function.name),
                    &format!("{}({inner})", function.name),
                ));
                self.expression(base);
                self.check_all(arguments);
                error(span)
            }
            Some(function) => self.call(function, Some(base), arguments, span),
            None => {
                self.expression(base);
                if name.value == "list" {
                    self.report(messages::needless_list(name.span));
                    return error(span);
                }
                let meant = self.helper_meant(&name.value);
                let fix = meant.map(|function| match function.callable {
                    Callable::Function => format!("{}()", function.name),
                    _ => function.name.to_owned(),
                });
                self.check_all(arguments);
                let is_filter = meant.filter(|found| found.callable != Callable::Function);
                let help = fix.map(|fix| format!("write `{fix}`"));
                let help = help.or_else(|| habits::instead(&name.value).map(str::to_owned));
                let found = messages::unknown_function(name.span, &name.value, help);
                let found = found.replace_if(name.span, is_filter.map(|found| found.name));
                self.report(found.by_hand_if(habits::is_guess(&name.value)));
                error(span)
            }
        }
    }

    pub(super) fn method_call(
        &mut self,
        base: &template::Expr,
        method: &Ident,
        arguments: &[Argument],
        span: Span,
    ) -> Expr {
        self.expression(base);
        self.check_all(arguments);
        let fix = habits::method(base, &method.value, arguments).or_else(|| {
            let function = self.helper_meant(&method.value)?;
            let call = habits::call(function.name, arguments);
            Some(format!("{base} | {call}"))
        });
        let behind = Span::new(span.file, base.span.range().end, span.range().end);
        // With a bracket between the two, what is behind the value is not only the call.
        let is_next = base.span.end + 1 == method.span.start;
        let call = fix
            .as_deref()
            .and_then(|fix| fix.strip_prefix(&base.to_string()).map(str::to_owned))
            .filter(|_| is_next);
        let found = messages::method(method.span, &method.value, fix.as_deref());
        let found = found.replace_if(behind, call);
        self.report(found.by_hand_if(habits::is_guess(&method.value)));
        error(span)
    }

    /// The helper that a name comes close to, or says in another language.
    fn helper_meant(&self, name: &str) -> Option<&'static Function> {
        if habits::instead(name).is_some() {
            return None;
        }
        let known = self.registry.functions.iter();
        let near = habits::helper(name)
            .or_else(|| nearest(name, known.map(|function| function.name)))
            .unwrap_or(name);
        self.registry.function(near)
    }

    /// Types arguments that no call takes, for their own mistakes.
    fn check_all(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            self.expression(&argument.value);
        }
    }

    fn call(
        &mut self,
        function: &'static Function,
        piped: Option<&template::Expr>,
        arguments: &[Argument],
        span: Span,
    ) -> Expr {
        let Some(placed) = self.place(function, piped, arguments, span) else {
            self.check_all(arguments);
            return error(span);
        };
        let given = |position: usize| matches!(placed.get(position), Some(Some(_)));
        let typed: Vec<_> = placed
            .iter()
            .enumerate()
            .map(|(position, written)| {
                let takes_null = function.takes_null(position, given);
                let site = Site {
                    piped: piped.filter(|_| position == 0).map(|_| span),
                    arguments,
                };
                Some(self.argument(function, position, (*written)?, takes_null, &site))
            })
            .collect();
        if typed.iter().flatten().any(|expr| expr.ty == Type::Error) {
            return error(span);
        }
        let known: Vec<_> = typed
            .iter()
            .map(|expr| expr.as_ref().map(|expr| self.as_argument(expr)))
            .collect();
        match (function.result)(&known) {
            Ok(ty) => {
                let ty = tainted(function, &typed, ty);
                Expr::new(ExprKind::Call(function, typed), ty, span)
            }
            Err(refusal) => {
                self.refused(&refusal, &placed, span);
                error(span)
            }
        }
    }

    fn as_argument(&self, expr: &Expr) -> spec::Argument {
        spec::Argument {
            ty: expr.ty.clone(),
            literal: expr.constant().cloned(),
            is_filled: self.is_filled(expr),
        }
    }

    /// Whether a list or a text is known not to be empty.
    fn is_filled(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::List(items) => !items.is_empty(),
            ExprKind::Constant(Value::Text(text)) => !text.is_empty(),
            ExprKind::Call(function, arguments) => match (function.name, arguments.first()) {
                ("split", _) => true,
                ("map" | "sort" | "unique", Some(Some(list))) => self.is_filled(list),
                _ => false,
            },
            _ => self.facts.is_filled(expr),
        }
    }

    /// Puts the arguments in the order of the parameters.
    fn place<'e>(
        &mut self,
        function: &'static Function,
        piped: Option<&'e template::Expr>,
        arguments: &'e [Argument],
        span: Span,
    ) -> Option<Vec<Option<&'e template::Expr>>> {
        let is_failed = |given: &Argument| matches!(given.value.kind, template::ExprKind::Error);
        if arguments.iter().any(is_failed) {
            return None;
        }
        let mut placed: Vec<Option<&template::Expr>> = vec![None; function.params.len()];
        let positional = piped.into_iter().chain(
            arguments
                .iter()
                .filter(|arg| arg.name.is_none())
                .map(|arg| &arg.value),
        );
        let mut unnamed = function.unnamed();
        for value in positional {
            match unnamed.next() {
                Some(position) => placed[position] = Some(value),
                None if function.variadic => placed.push(Some(value)),
                None => {
                    self.report_arguments(function, value.span, "one argument too many".to_owned());
                    return None;
                }
            }
        }
        for argument in arguments {
            let Some(name) = &argument.name else { continue };
            let Some(position) = function
                .params
                .iter()
                .position(|param| param.name == name.value)
            else {
                self.report_arguments(
                    function,
                    name.span,
                    format!("`{}` has no parameter `{}`", function.name, name.value),
                );
                return None;
            };
            if placed[position].is_some() {
                if position == 0 && piped.is_some() {
                    self.report_piped_twice(function, name, &argument.value);
                } else {
                    let message = format!("`{}` is given `{}` twice", function.name, name.value);
                    self.report_arguments(function, name.span, message);
                }
                return None;
            }
            placed[position] = Some(&argument.value);
        }
        let missing = function
            .params
            .iter()
            .zip(&placed)
            .find(|(param, place)| param.required && place.is_none());
        if let Some((param, _)) = missing {
            self.report_arguments(
                function,
                span,
                format!("`{}` needs `{}`", function.name, param.name),
            );
            return None;
        }
        Some(placed)
    }

    /// Reports a named argument for a value that stands before the `|`; the next parameter is the one that may be meant.
    fn report_piped_twice(
        &mut self,
        function: &'static Function,
        name: &Ident,
        value: &template::Expr,
    ) {
        let (helper, own) = (function.name, &name.value);
        let message = format!("`{helper}` has its `{own}` already: what stands before the `|`");
        let next = function.params.get(1);
        let usage = match next {
            Some(next) => format!("{helper}({}={value})", next.name),
            None => helper.to_owned(),
        };
        self.report(messages::arguments(name.span, message, &usage));
    }

    fn report_arguments(&mut self, function: &'static Function, span: Span, message: String) {
        let usage = match function.callable {
            Callable::Function => usage(function.name, function.params),
            Callable::Filter | Callable::Both => {
                format!(
                    "value | {}",
                    usage(function.name, function.params.get(1..).unwrap_or_default())
                )
            }
        };
        self.report(messages::arguments(span, message, &usage));
    }

    fn argument(
        &mut self,
        function: &'static Function,
        position: usize,
        written: &template::Expr,
        takes_null: bool,
        site: &Site<'_>,
    ) -> Expr {
        let param = function.param(position);
        let is_guard = GUARDS.contains(&function.name);
        let typed = if takes_null && (is_guard || !param.nullable) {
            self.through_null(written)
        } else if takes_null {
            self.expression(written)
        } else {
            self.needed(written)
        };
        if typed.ty == Type::Error || param.accepts.allows(&typed.ty) {
            return typed;
        }
        let expected = param.accepts.describe();
        self.report(messages::argument(
            written.span,
            function.name,
            param.name,
            expected,
            &typed.ty,
            site.mended(function, param.accepts, &typed, written),
        ));
        error(written.span)
    }
}

/// A call written as a filter of its first argument.
fn piped(name: &str, arguments: &[Argument]) -> String {
    match arguments.split_first() {
        Some((value, rest)) => format!("{} | {}", value.value, habits::call(name, rest)),
        None => format!("value | {name}"),
    }
}

/// The type of a result, a secret where an argument is one. A list or record with a secret inside may keep it inside;
/// anything else that is made of it is one.
fn tainted(function: &Function, arguments: &[Option<Expr>], ty: Type) -> Type {
    let arguments = || arguments.iter().flatten().map(|argument| &argument.ty);
    let is_secret = arguments().any(|ty| *ty.required() == Type::Secret);
    let holds_secret = arguments().any(Type::holds_secret);
    if is_secret || holds_secret && !ty.holds_secret() && !MEASURES.contains(&function.name) {
        Type::Secret
    } else {
        ty
    }
}

/// How a call is written: `round(precision, method)`.
pub(super) fn usage(name: &str, params: &[Param]) -> String {
    if params.is_empty() {
        return name.to_owned();
    }
    let params: Vec<_> = params.iter().map(|param| param.name).collect();
    format!("{name}({})", params.join(", "))
}
