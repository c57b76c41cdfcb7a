use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use super::STACK;

/// For fewer items a thread costs more than it saves.
const FEW: usize = 8;

/// Works on all items, several at once where there are many, and hands on what comes out in the order of the items.
pub(super) fn in_order<I: Sync, T: Send>(
    items: &[I],
    work: impl Fn(&I) -> T + Sync,
    mut take: impl FnMut(T),
) {
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    if threads == 1 || items.len() < FEW {
        items.iter().for_each(|item| take(work(item)));
        return;
    }
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::sync_channel(items.len());
    let worker = |sender: mpsc::SyncSender<(usize, T)>| {
        while let Some((position, item)) = following(items, &next) {
            if sender.send((position, work(item))).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        let spawn = |_: &usize| {
            let sender = sender.clone();
            let thread = thread::Builder::new().stack_size(STACK);
            thread.spawn_scoped(scope, || worker(sender)).is_ok()
        };
        if (0..threads).filter(spawn).count() == 0 {
            // A system that gives no thread still gives this one; the channel has room for everything.
            worker(sender.clone());
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut wanted = 0;
        for (position, done) in receiver {
            early.insert(position, done);
            while let Some(done) = early.remove(&wanted) {
                take(done);
                wanted += 1;
            }
        }
    });
}

fn following<'i, I>(items: &'i [I], next: &AtomicUsize) -> Option<(usize, &'i I)> {
    let position = next.fetch_add(1, Ordering::Relaxed);
    items.get(position).map(|item| (position, item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_items() {
        for count in [0, 1, 7, 8, 500] {
            let items: Vec<usize> = (0..count).collect();
            let mut taken = Vec::new();
            // The first items take longest, so that later ones are done before them.
            let work = |item: &usize| {
                thread::sleep(std::time::Duration::from_micros(500 - *item as u64));
                *item
            };
            in_order(&items, work, |item| taken.push(item));
            assert_eq!(taken, items);
        }
    }
}
