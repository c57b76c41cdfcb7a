//! Every sentence of the grammar parses, and the parser has no rule that the grammar lacks.

use std::collections::BTreeSet;

use portl::template::RULE_NAMES;

use super::{
    ebnf::{Body, Rules, read},
    parse, parse_expression,
    tree::tree,
};

const GRAMMAR: &str = include_str!("../../grammar/template.ebnf");

#[test]
fn every_rule_is_defined_and_used() {
    let rules = read(GRAMMAR);
    let used: BTreeSet<_> = rules
        .values()
        .flat_map(Body::names)
        .chain(["template"])
        .collect();
    let defined: BTreeSet<_> = rules.keys().map(String::as_str).collect();
    assert_eq!(used, defined);
}

#[test]
fn every_label_of_the_parser_is_a_rule_of_the_grammar() {
    let rules = read(GRAMMAR);
    let missing: Vec<_> = RULE_NAMES
        .iter()
        .filter(|name| !rules.contains_key(**name))
        .collect();
    assert!(
        missing.is_empty(),
        "not in grammar/template.ebnf: {missing:?}"
    );
}

#[test]
fn sentences_of_the_grammar_parse() {
    let rules = read(GRAMMAR);
    let mut hit = BTreeSet::new();
    for seed in 0..600 {
        let sentence = Writer::new(&rules, seed, &mut hit).sentence("template");
        let (_, found) = parse(&sentence);
        assert_eq!(found, [], "seed {seed}: {sentence}");
    }
    let missed: Vec<_> = rules.keys().filter(|rule| !hit.contains(*rule)).collect();
    assert!(missed.is_empty(), "never generated: {missed:?}");
}

#[test]
fn expressions_of_the_grammar_survive_printing() {
    let rules = read(GRAMMAR);
    let mut hit = BTreeSet::new();
    for seed in 0..600 {
        let sentence = Writer::new(&rules, seed, &mut hit).sentence("expression");
        let (parsed, found) = parse_expression(&sentence);
        assert_eq!(found, [], "seed {seed}: {sentence}");
        let printed = parsed.to_string();
        let (again, found) = parse_expression(&printed);
        assert_eq!(found, [], "seed {seed}: {printed}");
        assert_eq!(
            tree(&again),
            tree(&parsed),
            "seed {seed}: {sentence} printed as {printed}"
        );
    }
}

/// Writes random sentences, shorter the deeper it is.
struct Writer<'a> {
    rules: &'a Rules,
    random: u64,
    depth: usize,
    out: String,
    hit: &'a mut BTreeSet<String>,
}

impl<'a> Writer<'a> {
    fn new(rules: &'a Rules, seed: u64, hit: &'a mut BTreeSet<String>) -> Self {
        Self {
            rules,
            random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            depth: 0,
            out: String::new(),
            hit,
        }
    }

    fn sentence(mut self, start: &str) -> String {
        self.rule(start);
        self.out
    }

    fn rule(&mut self, name: &str) {
        self.hit.insert(name.to_owned());
        if name.starts_with(char::is_uppercase) {
            let token = self.token(name);
            return self.put(&token);
        }
        let rules = self.rules;
        self.depth += 1;
        self.body(&rules[name]);
        self.depth -= 1;
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Literal(text) => self.put(text),
            Body::Rule(name) => self.rule(name),
            Body::Prose(prose) => unreachable!("`{prose}` outside a token"),
            Body::Optional(inner) => {
                if self.likely() {
                    self.body(inner);
                }
            }
            Body::Repeated(inner) => {
                while self.likely() {
                    self.body(inner);
                }
            }
            Body::Sequence(parts) => parts.iter().for_each(|part| self.body(part)),
            Body::Choice(parts) => {
                let part = &parts[self.choose(parts)];
                self.body(part);
            }
        }
    }

    /// Any of the parts; deep down one that ends soon.
    fn choose(&mut self, parts: &[Body]) -> usize {
        let is_token = |part: &Body| match part {
            Body::Literal(_) => true,
            Body::Rule(name) => name == "literal" || name.starts_with(char::is_uppercase),
            _ => false,
        };
        let last = parts.len() - 1;
        if self.depth > 40 {
            return parts.iter().position(is_token).unwrap_or(last);
        }
        self.below(parts.len())
    }

    fn likely(&mut self) -> bool {
        let odds = 3 + self.depth / 4;
        self.depth < 60 && self.below(odds) == 0
    }

    fn below(&mut self, bound: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random >> 33).expect("31 bits fit") % bound
    }

    /// Adds a token, with blank space around it but where it is text.
    fn put(&mut self, token: &str) {
        let blank = [" ", "\n", "  "][self.below(3)];
        self.out.push_str(blank);
        self.out.push_str(token);
        self.out.push_str(blank);
    }

    /// A token, without blank space in it. What the grammar says in prose is written from samples.
    fn token(&mut self, name: &str) -> String {
        let samples: &[&str] = match name {
            "TEXT" => &["text", "} }} %} { }", "größe: 1\n", "$1 'a\" \\"],
            "COMMENT_TEXT" => &["", " note ", "{{ a {% b "],
            "RAW_TEXT" => &["", " {{ not a hole }} ", "{% if %}{# "],
            "NAME" => &["a", "steps", "_x1", "größe", "Nothing", "iff"],
            "WORD" => &["a", "items", "if", "none", "in", "not"],
            "ESCAPE" => &[
                "\\n", "\\'", "\\\"", "\\\\", "\\x41", "\\u00e9", "\\101", "\\d",
            ],
            _ => &[],
        };
        if samples.is_empty() {
            let rules = self.rules;
            self.lexical(&rules[name])
        } else {
            samples[self.below(samples.len())].to_owned()
        }
    }

    fn lexical(&mut self, body: &Body) -> String {
        match body {
            Body::Literal(text) => text.clone(),
            Body::Rule(name) => {
                self.hit.insert(name.clone());
                self.token(name)
            }
            Body::Prose(_) => ["x", "é", " ", "}}", "{%"][self.below(5)].to_owned(),
            Body::Optional(inner) if self.below(2) == 0 => self.lexical(inner),
            Body::Optional(_) => String::new(),
            Body::Repeated(inner) => (0..self.below(4)).map(|_| self.lexical(inner)).collect(),
            Body::Sequence(parts) => parts.iter().map(|part| self.lexical(part)).collect(),
            Body::Choice(parts) => {
                let part = &parts[self.below(parts.len())];
                self.lexical(part)
            }
        }
    }
}
