use std::{
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use super::{Guard, Point};

/// What the environment asks for.
struct Fault {
    point: String,
    /// When it comes by for this many times.
    time: usize,
    sleeps: bool,
}

static FAULT: LazyLock<Option<Fault>> = LazyLock::new(|| {
    let asked = std::env::var("PORTL_FAULT").ok()?;
    let (place, action) = asked.split_once('=').unwrap_or((&asked, "kill"));
    let (point, time) = place.split_once('@').unwrap_or((place, "1"));
    Some(Fault {
        point: point.to_owned(),
        time: time.parse().unwrap_or(1),
        sleeps: action == "sleep",
    })
});

/// The file that lists the points passed.
static LISTED: LazyLock<Option<PathBuf>> =
    LazyLock::new(|| std::env::var_os("PORTL_FAULT_LIST").map(PathBuf::from));

static OFF: LazyLock<String> =
    LazyLock::new(|| std::env::var("PORTL_GUARDS_OFF").unwrap_or_default());

static PASSED: AtomicUsize = AtomicUsize::new(0);

/// Passes a point: the process ends there if the environment says so.
pub fn point(point: Point) {
    if let Some(file) = LISTED.as_deref() {
        list(file, point);
    }
    let Some(fault) = FAULT.as_ref().filter(|fault| fault.point == point.name()) else {
        return;
    };
    if PASSED.fetch_add(1, Ordering::Relaxed) + 1 != fault.time {
        return;
    }
    if !fault.sleeps {
        // Nothing of this process may run any more: no destructor, no handler.
        let id = std::process::id().to_string();
        drop(Command::new("kill").args(["-KILL", &id]).status());
    }
    thread::sleep(Duration::from_secs(3_600));
}

/// A test counts these lines: one that is lost would only make it try less, so nothing is said of it here.
fn list(file: &Path, point: Point) {
    let open = OpenOptions::new().create(true).append(true).open(file);
    drop(open.and_then(|mut file| file.write_all(format!("{}\n", point.name()).as_bytes())));
}

/// Whether a guard stands.
#[must_use]
pub fn stands(guard: Guard) -> bool {
    !OFF.split(',').any(|off| off == guard.name())
}
