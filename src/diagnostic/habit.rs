/// A word that people write out of habit from elsewhere, and what it is called here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    /// The word.
    pub word: &'static str,
    /// What is meant.
    pub meant: &'static str,
    /// Whether that is only likely: the word may mean something else here, or a part of it only. Then no machine should
    /// write it.
    pub is_guess: bool,
}

/// A word that leaves no doubt.
#[must_use]
pub const fn sure(word: &'static str, meant: &'static str) -> Habit {
    let is_guess = false;
    Habit {
        word,
        meant,
        is_guess,
    }
}

/// A word of which it is for people to say what is meant.
#[must_use]
pub const fn guess(word: &'static str, meant: &'static str) -> Habit {
    let is_guess = true;
    Habit {
        word,
        meant,
        is_guess,
    }
}
