use portl::template::{Argument, BinaryOp, Expr, ExprKind};

/// A tree as one line without spans and ids, every operand in its own parentheses.
pub(super) fn tree(expr: &Expr) -> String {
    let of = |expr: &Option<Box<Expr>>| expr.as_deref().map_or("_".to_owned(), tree);
    match &expr.kind {
        ExprKind::Null => "none".to_owned(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Int(value) => value.to_string(),
        ExprKind::Float(digits) => {
            format!(
                "float:{:?}",
                digits.parse::<f64>().expect("digits of a number")
            )
        }
        ExprKind::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        ExprKind::Name { name, .. } => name.clone(),
        ExprKind::Attribute { base, name } => format!("(. {} {})", tree(base), name.value),
        ExprKind::Item { base, index } => format!("([] {} {})", tree(base), tree(index)),
        ExprKind::Slice {
            base,
            start,
            stop,
            step,
        } => format!(
            "(slice {} {} {} {})",
            tree(base),
            of(start),
            of(stop),
            of(step)
        ),
        ExprKind::Call {
            function,
            arguments,
        } => format!("(call {}{})", function.value, given(arguments)),
        ExprKind::MethodCall {
            base,
            method,
            arguments,
        } => format!(
            "(method {} {}{})",
            tree(base),
            method.value,
            given(arguments)
        ),
        ExprKind::Filter {
            base,
            filter,
            arguments,
        } => format!("(| {} {}{})", tree(base), filter.value, given(arguments)),
        ExprKind::Test {
            base,
            test,
            arguments,
            negated,
        } => {
            let tested = format!("(is {} {}{})", tree(base), test.value, given(arguments));
            if *negated {
                format!("(not {tested})")
            } else {
                tested
            }
        }
        ExprKind::Not(operand) => format!("(not {})", tree(operand)),
        ExprKind::Negate(operand) => format!("(neg {})", tree(operand)),
        ExprKind::Binary {
            op, left, right, ..
        } => {
            let sign = if *op == BinaryOp::NotIn {
                "not-in"
            } else {
                op.as_str()
            };
            format!("({sign} {} {})", tree(left), tree(right))
        }
        ExprKind::Ternary {
            then,
            condition,
            otherwise,
        } => format!("(if {} {} {})", tree(condition), tree(then), of(otherwise)),
        ExprKind::List(items) => {
            let items: String = items
                .iter()
                .map(|item| format!(" {}", tree(item)))
                .collect();
            format!("(list{items})")
        }
        ExprKind::Map(entries) => {
            let entry = |(key, value): &(Expr, Expr)| format!(" {}:{}", tree(key), tree(value));
            format!("(map{})", entries.iter().map(entry).collect::<String>())
        }
        ExprKind::Error => "error".to_owned(),
    }
}

fn given(arguments: &[Argument]) -> String {
    let given = |argument: &Argument| match &argument.name {
        Some(name) => format!(" {}={}", name.value, tree(&argument.value)),
        None => format!(" {}", tree(&argument.value)),
    };
    arguments.iter().map(given).collect()
}
