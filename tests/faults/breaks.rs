//! Ways to break a conversation at a byte.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use socket2::SockRef;

use super::proxy::Counts;

/// The side that a byte comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

/// What becomes of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Both connections end as if all had been said.
    Cut,
    /// Both connections are reset.
    Reset,
    /// The byte, and what comes behind it, is late.
    Delay(Duration),
    /// The byte, and what comes behind it, is swallowed; the connection stays open.
    Truncate,
}

/// A byte of a conversation, and what happens in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Break {
    pub(super) side: Side,
    pub(super) offset: usize,
    pub(super) way: Way,
}

pub(super) const SIDES: [Side; 2] = [Side::Client, Side::Server];

/// Passes on both ways, up to a byte.
pub(super) fn pass(client: TcpStream, server: TcpStream, fault: Option<Break>, counts: &Counts) {
    let conversation = Conversation {
        client,
        server,
        is_reset: AtomicBool::new(false),
    };
    thread::scope(|scope| {
        for side in SIDES {
            let fault = fault.filter(|fault| fault.side == side);
            let conversation = &conversation;
            scope.spawn(move || {
                conversation.pass(side, fault, counts);
                conversation.end();
            });
        }
    });
}

struct Conversation {
    client: TcpStream,
    server: TcpStream,
    is_reset: AtomicBool,
}

impl Conversation {
    fn pass(&self, side: Side, mut fault: Option<Break>, counts: &Counts) {
        let (mut from, mut to) = match side {
            Side::Client => (&self.client, &self.server),
            Side::Server => (&self.server, &self.client),
        };
        let mut passed = 0;
        let mut is_swallowed = false;
        let mut buffer = [0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            if side == Side::Client && passed == 0 && !is_swallowed {
                counts.spoken.fetch_add(1, Ordering::SeqCst);
            }
            let mut bytes = &buffer[..count];
            if let Some(broken) = fault.filter(|fault| fault.offset < passed + count) {
                let (before, behind) = bytes.split_at(broken.offset - passed);
                fault = None;
                counts.cuts.fetch_add(1, Ordering::SeqCst);
                if to.write_all(before).is_err() || !self.goes_on(broken.way) {
                    return;
                }
                is_swallowed = broken.way == Way::Truncate;
                passed += before.len();
                bytes = behind;
            }
            if !is_swallowed {
                if to.write_all(bytes).is_err() {
                    return;
                }
                passed += bytes.len();
            }
        }
    }

    /// Breaks the conversation; says whether there is more to hear.
    fn goes_on(&self, way: Way) -> bool {
        match way {
            Way::Cut => false,
            Way::Reset => {
                self.is_reset.store(true, Ordering::SeqCst);
                for stream in [&self.client, &self.server] {
                    let linger = SockRef::from(stream).set_linger(Some(Duration::ZERO));
                    linger.expect("a socket takes options");
                }
                false
            }
            Way::Delay(time) => {
                thread::sleep(time);
                true
            }
            Way::Truncate => true,
        }
    }

    /// Wakes whoever passes on the other way. A connection is reset when both have let go of it.
    fn end(&self) {
        let how = if self.is_reset.load(Ordering::SeqCst) {
            Shutdown::Read
        } else {
            Shutdown::Both
        };
        drop(self.client.shutdown(how));
        drop(self.server.shutdown(how));
    }
}
