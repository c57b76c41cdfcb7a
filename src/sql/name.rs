use std::fmt;

/// A table as a job names it: `table`, `schema.table`, or with a part in double quotes where it holds a dot.
///
/// Names are taken exactly as written; nothing is folded to lower case, so `Orders` is not PostgreSQL's `orders`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableName {
    parts: Vec<String>,
}

impl TableName {
    /// Reads a name; whatever is not a quoted part is a name up to the next dot.
    #[must_use]
    pub fn parse(written: &str) -> Self {
        let mut parts = vec![String::new()];
        let mut quoted = false;
        let mut chars = written.trim().chars().peekable();
        while let Some(c) = chars.next() {
            let part = parts.last_mut().expect("there is always a part being read");
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    part.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if part.is_empty() => quoted = true,
                '.' if !quoted => parts.push(String::new()),
                c => part.push(c),
            }
        }
        Self { parts }
    }

    /// The schema in front, if there is one.
    #[must_use]
    pub fn schema(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [.., schema, _] => Some(schema),
            _ => None,
        }
    }

    /// The table's own name.
    #[must_use]
    pub fn table(&self) -> &str {
        self.parts.last().map_or("", String::as_str)
    }
}

/// As SQL: every part in double quotes.
impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.parts.iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            write!(f, "{dot}{}", quote(part))?;
        }
        Ok(())
    }
}

/// A name in double quotes: in both dialects no keyword, and none of its characters, can then mean anything else.
#[must_use]
pub fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_quoted_part_by_part() {
        for (written, sql) in [
            ("orders", r#""orders""#),
            ("shop.Orders", r#""shop"."Orders""#),
            (r#"shop."a.b""#, r#""shop"."a.b""#),
            (r#""say ""hi""""#, r#""say ""hi""""#),
            (r#"x"; DROP TABLE y; --"#, r#""x""; DROP TABLE y; --""#),
        ] {
            assert_eq!(TableName::parse(written).to_string(), sql, "{written}");
        }
    }

    #[test]
    fn the_schema_stands_before_the_last_dot() {
        let name = TableName::parse("shop.orders");
        assert_eq!((name.schema(), name.table()), (Some("shop"), "orders"));
        assert_eq!(TableName::parse("orders").schema(), None);
    }
}
