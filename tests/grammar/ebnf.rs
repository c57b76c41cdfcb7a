use std::{collections::BTreeMap, iter::Peekable, str::Chars};

/// The rules of an EBNF file by name.
pub(super) type Rules = BTreeMap<String, Body>;

/// What a rule consists of.
#[derive(Debug)]
pub(super) enum Body {
    Literal(String),
    Rule(String),
    Prose(String),
    Optional(Box<Body>),
    Repeated(Box<Body>),
    Sequence(Vec<Body>),
    Choice(Vec<Body>),
}

/// Reads ISO 14977 as far as `grammar/template.ebnf` uses it; panics at anything else.
pub(super) fn read(text: &str) -> Rules {
    let mut reader = Reader {
        chars: text.chars().peekable(),
    };
    let mut rules = Rules::new();
    while let Some(name) = reader.name() {
        reader.expect('=');
        let body = reader.choice();
        reader.expect(';');
        assert!(
            rules.insert(name.clone(), body).is_none(),
            "`{name}` stands twice"
        );
    }
    assert_eq!(
        reader.next_sign(),
        None,
        "the file ends after the last rule"
    );
    rules
}

impl Body {
    /// The rules that it names.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Self::Literal(_) | Self::Prose(_) => Vec::new(),
            Self::Rule(name) => vec![name],
            Self::Optional(inner) | Self::Repeated(inner) => inner.names(),
            Self::Sequence(parts) | Self::Choice(parts) => {
                parts.iter().flat_map(Self::names).collect()
            }
        }
    }
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn choice(&mut self) -> Body {
        let mut parts = vec![self.sequence()];
        while self.takes('|') {
            parts.push(self.sequence());
        }
        one_or(parts, Body::Choice)
    }

    fn sequence(&mut self) -> Body {
        let mut parts = vec![self.part()];
        while self.takes(',') {
            parts.push(self.part());
        }
        one_or(parts, Body::Sequence)
    }

    fn part(&mut self) -> Body {
        match self.next_sign() {
            Some(quote @ ('"' | '\'')) => Body::Literal(self.delimited(quote)),
            Some('?') => Body::Prose(self.delimited('?').trim().to_owned()),
            Some('[') => Body::Optional(Box::new(self.closed(']'))),
            Some('{') => Body::Repeated(Box::new(self.closed('}'))),
            Some('(') => self.closed(')'),
            _ => Body::Rule(self.name().expect("a rule, a literal or a bracket")),
        }
    }

    fn closed(&mut self, end: char) -> Body {
        self.chars.next();
        let inner = self.choice();
        self.expect(end);
        inner
    }

    fn delimited(&mut self, end: char) -> String {
        self.chars.next();
        let until_end = |char: &char| *char != end;
        self.chars.by_ref().take_while(until_end).collect()
    }

    fn name(&mut self) -> Option<String> {
        self.next_sign()?;
        let mut name = String::new();
        while let Some(char) = self
            .chars
            .next_if(|char| char.is_alphanumeric() || *char == '_')
        {
            name.push(char);
        }
        (!name.is_empty()).then_some(name)
    }

    fn takes(&mut self, sign: char) -> bool {
        self.next_sign();
        self.chars.next_if_eq(&sign).is_some()
    }

    fn expect(&mut self, sign: char) {
        assert!(
            self.takes(sign),
            "expected {sign}, found {:?}",
            self.next_sign()
        );
    }

    /// The next sign that is neither blank nor in a comment.
    fn next_sign(&mut self) -> Option<char> {
        loop {
            while self.chars.next_if(|char| char.is_whitespace()).is_some() {}
            let mut ahead = self.chars.clone();
            if (ahead.next(), ahead.next()) != (Some('('), Some('*')) {
                return self.chars.peek().copied();
            }
            let mut before = ' ';
            for char in self.chars.by_ref().skip(2) {
                if (before, char) == ('*', ')') {
                    break;
                }
                before = char;
            }
        }
    }
}

fn one_or(mut parts: Vec<Body>, many: impl Fn(Vec<Body>) -> Body) -> Body {
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        many(parts)
    }
}
