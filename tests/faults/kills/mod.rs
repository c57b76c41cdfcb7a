//! `kill -9` at every point that the flows pass, in every weather, and at random instants: all of a run is there or nothing,
//! each message has its effect once, and a run afterwards comes to its end.

mod flow;
mod flow_a;
mod flow_b;

use std::{
    collections::BTreeSet,
    fmt,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use portl::faults::Point;

use super::{
    cases::{Case, chance, each, is_one, say},
    long,
};
use flow::{Flow, Weather, broken, passed};
use flow_a::FlowA;
use flow_b::{Drain, Enqueue};

pub(super) use flow::{count, settled};

/// At least so many kills for each command, in a long round.
const KILLS: usize = 700;

/// A command that is killed at these places, one after another.
struct Kill {
    flow: &'static str,
    weather: Weather,
    places: Vec<String>,
}

impl fmt::Display for Kill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {:?} {}",
            self.flow,
            self.weather,
            self.places.join(" then ")
        )
    }
}

#[test]
fn every_point_is_passed() {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    reached.extend(all::<FlowA>().iter().map(|(_, point, _)| point.name()));
    reached.extend(all::<Enqueue>().iter().map(|(_, point, _)| point.name()));
    reached.extend(all::<Drain>().iter().map(|(_, point, _)| point.name()));
    let missed = Point::ALL
        .iter()
        .map(|point| point.name())
        .filter(|name| !reached.contains(name));
    assert_eq!(missed.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn flow_a_is_killed_at_every_point() {
    at_every_point::<FlowA>();
}

#[test]
fn flow_b_is_killed_at_every_point() {
    at_every_point::<Enqueue>();
}

#[test]
fn a_drainer_of_flow_b_is_killed_at_every_point() {
    at_every_point::<Drain>();
}

#[test]
fn flow_a_is_killed_at_any_instant() {
    at_any_instant::<FlowA>();
}

#[test]
fn flow_b_is_killed_at_any_instant() {
    at_any_instant::<Enqueue>();
}

#[test]
fn a_drainer_of_flow_b_is_killed_at_any_instant() {
    at_any_instant::<Drain>();
}

/// Which points a flow passes in which weather, and how often.
fn all<F: Flow>() -> Vec<(Weather, Point, usize)> {
    let weathers = F::WEATHERS.iter();
    let all = weathers.flat_map(|weather| {
        passed::<F>(*weather)
            .into_iter()
            .map(|(point, count)| (*weather, point, count))
    });
    all.collect()
}

/// Every point once; in a long round each time that it comes by, in every weather, and then two kills in a row by chance.
fn kills<F: Flow>() -> Vec<Kill> {
    let mut seen = BTreeSet::new();
    let mut kills = Vec::new();
    for (weather, point, count) in all::<F>() {
        let is_new = seen.insert(point.name());
        let times = if long() { count } else { usize::from(is_new) };
        kills.extend((1..=times).map(|time| Kill {
            flow: F::NAME,
            weather,
            places: vec![format!("{}@{time}", point.name())],
        }));
    }
    let singles = kills.len();
    let mut rng = chance(F::NAME);
    while long() && kills.len() < KILLS {
        let first = &kills[rng.usize(..singles)];
        let second = &kills[rng.usize(..singles)];
        let places = [first, second].map(|kill| kill.places[0].clone());
        kills.push(Kill {
            flow: F::NAME,
            weather: first.weather,
            places: places.to_vec(),
        });
    }
    kills
}

fn at_every_point<F: Flow>() {
    let kills = kills::<F>();
    let killed = AtomicUsize::new(0);
    each(&kills, |kill, case| {
        let flow = F::begin(kill.weather);
        for place in &kill.places {
            if broken(&flow, place, case).code.is_none() {
                killed.fetch_add(1, Ordering::Relaxed);
            }
            flow.again();
        }
        flow.expect_end(case);
    });
    let killed = killed.into_inner();
    say(&format!(
        "{}: {} cases, {killed} kills at points",
        F::NAME,
        kills.len()
    ));
    // A place that comes by only now and then may be missed.
    assert!(
        is_one() || killed * 10 >= kills.len() * 9,
        "only {killed} of {} were killed",
        kills.len()
    );
}

/// Goes on until so many kills have met the process alive; some come when it is over already.
fn at_any_instant<F: Flow>() {
    let wanted = if long() { 500 } else { 6 };
    let most = wanted * 3;
    let flow = F::begin(Weather::Fair);
    let begun = Instant::now();
    broken(&flow, "", &mut Case::new("an undisturbed one"));
    let usual = begun.elapsed();
    let cases: Vec<_> = (0..most)
        .map(|round| format!("{} at instant {round}", F::NAME))
        .collect();
    let (killed, tried) = (AtomicUsize::new(0), AtomicUsize::new(0));
    each(&cases, |name, case| {
        if killed.load(Ordering::Relaxed) >= wanted {
            return;
        }
        tried.fetch_add(1, Ordering::Relaxed);
        let mut rng = chance(name);
        let weather = F::WEATHERS[rng.usize(..F::WEATHERS.len())];
        let pause = usual.mul_f64(rng.f64());
        let flow = F::begin(weather);
        let (workspace, database) = flow.parts();
        let running = workspace.start(flow.command());
        thread::sleep(pause);
        running.signal("KILL");
        let finished = running.finish();
        case.tell(&format!(
            "{weather:?}, killed after {pause:?}: exit {:?}\n{}",
            finished.code, finished.stderr
        ));
        killed.fetch_add(usize::from(finished.code.is_none()), Ordering::Relaxed);
        settled(database);
        flow.expect_whole(&finished);
        flow.expect_end(case);
    });
    let (killed, tried) = (killed.into_inner(), tried.into_inner());
    say(&format!(
        "{}: {tried} cases, {killed} kills at instants",
        F::NAME
    ));
    assert!(
        is_one() || killed >= wanted,
        "only {killed} of {tried} kills met the process alive"
    );
}
