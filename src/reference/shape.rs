use crate::spec::{SettingShape, Shape};

/// What may stand behind a key, in words.
pub(super) fn of_key(shape: Shape) -> String {
    match shape {
        Shape::Template => "text with `{{ }}`".to_owned(),
        Shape::Expression => "an expression".to_owned(),
        Shape::Tree => "any YAML with `{{ }}`".to_owned(),
        Shape::TreeMap => "a map of any YAML with `{{ }}`".to_owned(),
        Shape::Text => "text".to_owned(),
        Shape::Names => "a list of texts, or one".to_owned(),
        Shape::Ints => "a list of whole numbers, or one".to_owned(),
        Shape::Count => "a whole number".to_owned(),
        Shape::Bool => "`true` or `false`".to_owned(),
        Shape::Duration => "seconds, or a number with a unit".to_owned(),
        Shape::Choice(words) => one_of(words),
        Shape::ChoiceOrNames(words) => format!("{}, or a list of texts", one_of(words)),
        Shape::Sql => "SQL with `{{ }}`".to_owned(),
        Shape::Steps => "a list of steps".to_owned(),
        Shape::Returns => "a JSON shape".to_owned(),
        Shape::Columns => "a map of types".to_owned(),
    }
}

/// What a setting holds, in words.
pub(super) fn of_setting(shape: SettingShape) -> String {
    match shape {
        SettingShape::Text => "text".to_owned(),
        SettingShape::Count => "a whole number".to_owned(),
        SettingShape::Bool => "`true` or `false`".to_owned(),
        SettingShape::Duration => "seconds, or a number with a unit".to_owned(),
        SettingShape::Choice(words) => one_of(words),
        SettingShape::TextMap => "a map of texts".to_owned(),
        SettingShape::Rate => "`{per_second: N}`".to_owned(),
    }
}

fn one_of(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(" ")
}
