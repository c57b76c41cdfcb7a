use crate::connect::{Effect, Failure};

/// What is known of the transaction on a connection.
///
/// Drivers report a COMMIT as done although the server answered it with a rollback. So whatever is sent spoils the
/// transaction until it has succeeded: an error, or a caller that stopped waiting, leaves it spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Latch {
    /// There is none.
    Idle,
    /// It can be committed.
    Open,
    /// Something in it failed; only a rollback helps, to a savepoint at least.
    Spoilt,
}

impl Latch {
    /// Spoils an open transaction, and says what it was before.
    pub(super) fn spoil(&mut self) -> Self {
        let before = *self;
        if before == Self::Open {
            *self = Self::Spoilt;
        }
        before
    }

    /// Takes back that something sent spoilt the transaction: it has succeeded.
    pub(super) fn mend(&mut self) {
        if *self == Self::Spoilt {
            *self = Self::Open;
        }
    }

    /// Whether statements are part of a transaction.
    pub(super) fn is_in_transaction(self) -> bool {
        self != Self::Idle
    }

    /// Lets a transaction begin.
    pub(super) fn check_idle(self) -> Result<(), Failure> {
        match self {
            Self::Idle => Ok(()),
            _ => Err(Failure::new("a transaction is open already")),
        }
    }

    /// What an error means whose statement may have reached the server: neither a read nor what is done in a transaction
    /// that is not committed lasts.
    pub(super) fn effect_if_lost(self, only_reads: bool) -> Effect {
        if only_reads || self.is_in_transaction() {
            Effect::None
        } else {
            Effect::Unknown
        }
    }

    /// What it means that a statement succeeded but its rows can't be read.
    pub(super) fn effect_if_unreadable(self, only_reads: bool) -> Effect {
        if only_reads || self.is_in_transaction() {
            Effect::None
        } else {
            Effect::Done
        }
    }
}

/// The failure of a commit that is refused.
pub(super) fn refused(latch: Latch) -> Failure {
    match latch {
        Latch::Spoilt => {
            Failure::new("the transaction was rolled back: a statement in it had failed")
        }
        _ => Failure::new("no transaction is open"),
    }
}
