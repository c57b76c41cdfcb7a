//! Failures without the secrets that servers quote in them. What is masked before it is laid out can't hide behind a line
//! that was broken, or a character that was escaped.

use super::{Cause, Ending, Problem, Refusal, Report, Sent, StepFailure};

/// Takes secrets out of a text.
type Mask<'m> = &'m dyn Fn(&str) -> String;

impl Report {
    /// Takes the secrets out of what is told of a failure.
    pub fn mask(&mut self, mask: Mask<'_>) {
        match &mut self.ending {
            Ending::Unreachable(problem) => problem.mask(mask),
            Ending::Rejected(failure) | Ending::Failed { failure, .. } => failure.mask(mask),
            Ending::NotCommitted(cause) | Ending::Unknown(cause) => cause.mask(mask),
            Ending::Succeeded | Ending::Interrupted { .. } => {}
        }
    }
}

impl Refusal {
    /// Takes the secrets out of it.
    pub fn mask(&mut self, mask: Mask<'_>) {
        match self {
            Self::Unreachable(problem) => problem.mask(mask),
            Self::Rejected(failure) => failure.mask(mask),
        }
    }
}

impl StepFailure {
    /// Takes the secrets out of it.
    pub fn mask(&mut self, mask: Mask<'_>) {
        let keys = self.item.iter_mut().flat_map(|item| &mut item.key);
        keys.for_each(|(_, value)| *value = mask(value));
        self.cause.mask(mask);
        match &mut self.sent {
            Some(Sent::Sql { text, parameters }) => {
                *text = mask(text);
                parameters
                    .iter_mut()
                    .for_each(|(_, value)| *value = mask(value));
            }
            Some(Sent::Http { target, body, .. }) => {
                *target = mask(target);
                body.iter_mut().for_each(|body| *body = mask(body));
            }
            Some(Sent::Lambda { payload, .. }) => *payload = mask(payload),
            None => {}
        }
    }
}

impl Problem {
    fn mask(&mut self, mask: Mask<'_>) {
        self.doing = mask(&self.doing);
        self.cause.mask(mask);
    }
}

impl Cause {
    fn mask(&mut self, mask: Mask<'_>) {
        self.message = mask(&self.message);
        self.facts
            .iter_mut()
            .for_each(|(_, text)| *text = mask(text));
        for text in self.data.iter_mut().chain(&mut self.help) {
            *text = mask(text);
        }
    }
}
