//! Rows that are hard on a database: keys that come twice, nulls, odd text, values that are refused.

use std::fmt::Write;

/// Numbers that look random, the same for the same seed.
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) fn seeded(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// One below `bound`.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        // Marsaglia's xorshift64.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("an address has 64 bits") % bound
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }

    fn one_in(&mut self, chance: usize) -> bool {
        chance > 0 && self.below(chance) == 0
    }
}

/// What the rows are like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) rows: usize,
    /// From how many keys they take theirs.
    pub(super) keys: usize,
    /// One row in so many is refused; none if 0.
    pub(super) refused: usize,
}

const NAMES: &[&str] = &[
    "plain",
    "  blanks  ",
    "comma, and \"quotes\"",
    "back\\slash \\N \\.",
    "{a,b}",
    "NULL",
    "two\nlines",
    "tab\tand \u{1F600}",
    "Größe Ünïcode",
    "\u{202e}right to left",
    "'); DROP TABLE t; --",
];

/// A CSV of such rows.
pub(super) fn csv(seed: u64, shape: Shape) -> String {
    let mut numbers = Numbers::seeded(seed);
    let mut text = String::from("code,name,email,price,day,kind\n");
    for _ in 0..shape.rows {
        let key = numbers.below(shape.keys);
        let name = if numbers.one_in(97) {
            "long ".repeat(2_000)
        } else {
            numbers.pick(NAMES).to_owned()
        };
        let refused = numbers.one_in(shape.refused).then(|| numbers.below(5));
        let code = match refused {
            Some(0) => "-".to_owned(),
            Some(1) => format!("far-too-long-a-code-{key}"),
            _ => format!("c{key}"),
        };
        let price = match refused {
            Some(2) => "-1".to_owned(),
            Some(3) => "no number".to_owned(),
            _ if numbers.one_in(9) => "-".to_owned(),
            _ => format!("{}.{:02}", numbers.below(10_000), numbers.below(100)),
        };
        let kind = match refused {
            Some(4) => "unheard of",
            _ => numbers.pick(&["good", "bad", "-"]),
        };
        let email = if numbers.one_in(5) {
            "-".to_owned()
        } else {
            format!("u{}@example.com", numbers.below(shape.keys * 2))
        };
        let day = format!(
            "20{:02}-0{}-1{}",
            numbers.below(30),
            1 + numbers.below(9),
            numbers.below(10)
        );
        let cells = [code, name, email, price, day, kind.to_owned()];
        let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        writeln!(text, "{}", quoted.join(",")).expect("a string takes all");
    }
    text
}
