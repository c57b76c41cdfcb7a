use std::time::Duration;

use tokio::sync::watch;

use super::{Claimed, Receivers, Signals};
use crate::{
    connect::{Class, Effect, Failure, http::HttpClient, lambda::Invocation},
    faults::{Point, point},
    message::{Call, Delivery, HttpCall, LambdaCall},
    run::redelivery,
};

/// Receivers forget keys after a day: what may have arrived before that must not be sent again.
const KEYS_ARE_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// A message that may be claimed again at once.
const UNTOUCHED: Outcome = Outcome::Untouched {
    wait: Duration::ZERO,
};

/// What became of an attempt.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The receiver has it.
    Delivered { status: Option<u16> },
    /// It is worth another attempt after this wait.
    Again { wait: Duration, failure: Failure },
    /// It is not.
    Dead { failure: Failure },
    /// It was not sent: the drainer stops, its lease is too old for an attempt, or its turn comes after this wait.
    Untouched { wait: Duration },
}

/// Makes the call of a message; with the first of the `stop` signals no call begins any more.
pub(super) async fn deliver(
    message: &Claimed,
    receivers: &Receivers,
    stop: watch::Receiver<Signals>,
) -> Outcome {
    let (call, delivery) = match &message.content {
        Ok(content) => content,
        Err(reason) => return dead(reason.as_str()),
    };
    if message.unknown_for.is_some_and(|time| time > KEYS_ARE_KEPT) {
        return dead(
            "whether an earlier attempt arrived has been unknown for a day: its receiver may have forgotten the key",
        );
    }
    // An attempt that ended with its drainer was counted, but nobody could bury the message.
    if message.attempt > delivery.retry.max_attempts {
        return dead("its last attempt ended with the drainer that made it");
    }
    match call {
        Call::Http(call) => match receivers.http.get(&message.connection) {
            Some(client) => send(message, client, call, delivery, stop).await,
            None => nobody(message),
        },
        Call::Lambda(call) => match receivers.lambda.get(&message.connection) {
            Some(_) if message.time_left().is_none() || stop.borrow().count > 0 => UNTOUCHED,
            Some(client) => {
                point(Point::BeforeSend);
                let answer = client.invoke(invocation(message, call, delivery)).await;
                point(Point::AfterSend);
                judged(answer.map(|_| None), message, delivery)
            }
            None => nobody(message),
        },
    }
}

async fn send(
    message: &Claimed,
    client: &HttpClient,
    call: &HttpCall,
    delivery: &Delivery,
    mut stop: watch::Receiver<Signals>,
) -> Outcome {
    let request = match call.request(delivery) {
        Ok(request) => request,
        Err(reason) => return dead(reason),
    };
    let turn = client.turn_within(message.time_left().unwrap_or_default());
    tokio::select! {
        biased;
        _ = stop.wait_for(|stop| stop.count > 0) => return UNTOUCHED,
        turn = turn => if let Err(wait) = turn {
            return Outcome::Untouched { wait };
        },
    }
    if message.time_left().is_none() {
        return UNTOUCHED;
    }
    point(Point::BeforeSend);
    let answer = client.send_now(&request).await;
    point(Point::AfterSend);
    judged(answer.map(|answer| Some(answer.status)), message, delivery)
}

fn invocation<'a>(
    message: &'a Claimed,
    call: &'a LambdaCall,
    delivery: &Delivery,
) -> Invocation<'a> {
    Invocation {
        function: call.function.as_deref(),
        qualifier: None,
        payload: &call.payload,
        timeout: Some(delivery.timeout),
        key: Some(&message.key),
    }
}

fn judged(answer: Result<Option<u16>, Failure>, message: &Claimed, delivery: &Delivery) -> Outcome {
    match answer {
        Ok(status) => Outcome::Delivered { status },
        Err(failure) if is_received(&failure) => Outcome::Delivered { status: None },
        Err(failure) => match redelivery(&delivery.retry, &failure, message.attempt) {
            Some(wait) => Outcome::Again { wait, failure },
            None => Outcome::Dead { failure },
        },
    }
}

/// Whether the receiver said that it has the message, though its answer can't be read: nobody reads it anyway.
fn is_received(failure: &Failure) -> bool {
    failure.effect == Effect::Done
        && !matches!(failure.class, Class::Status(_) | Class::LambdaError)
}

fn nobody(message: &Claimed) -> Outcome {
    dead(format!(
        "the job has no connection `{}` that could deliver it",
        message.connection
    ))
}

fn dead(reason: impl Into<String>) -> Outcome {
    Outcome::Dead {
        failure: Failure::new(reason),
    }
}
