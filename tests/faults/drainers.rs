//! Four drainers over one outbox that is filled meanwhile: they are killed, or stopped past their leases and woken again.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use fastrand::Rng;

use super::{
    cases::{Case, chance, say},
    kills::{count, settled},
    long,
    receiver::{Effect, Met, Receiver},
};
use crate::support::{
    http::Answer,
    portl::{Running, Workspace},
    postgres::Database,
};

const DRAINERS: usize = 4;
/// Three times the connection's timeout.
const LEASE: Duration = Duration::from_millis(1_500);
/// How many messages of each step a run enqueues.
const BATCH: u64 = 60;
const ORDERS: u64 = 12;

/// Remembers by whose connection a message was leased and settled, and whether another's lease stood in the way.
const WATCH: &str = "
    CREATE TABLE watched (what text, id text, token text, is_stolen bool, port int);
    CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'UPDATE' AND NEW.lease_token IS NOT NULL AND NEW.lease_token IS DISTINCT FROM OLD.lease_token THEN
        INSERT INTO watched VALUES ('leased', OLD.id, NEW.lease_token,
          OLD.lease_token IS NOT NULL AND OLD.lease_until > clock_timestamp(), inet_client_port());
      ELSE
        INSERT INTO watched VALUES ('settled', OLD.id, OLD.lease_token, false, inet_client_port());
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER watch AFTER UPDATE OR DELETE ON portl_outbox FOR EACH ROW EXECUTE FUNCTION watch()";

struct World {
    database: Database,
    receiver: Receiver,
    workspace: Workspace,
}

impl World {
    fn new() -> Self {
        let database = Database::create();
        let mut rng = chance("the receiver");
        let receiver = Receiver::start(move |_| match rng.u32(..20) {
            0 => Met::Refused(503),
            1 => Met::Served(Answer::cut()),
            // So slow that a drainer which wakes finds the message in the hands of another.
            2..5 => Met::Served(Answer::status(200).after(Duration::from_millis(350))),
            _ => Met::Served(Answer::status(200).after(Duration::from_millis(rng.u64(..40)))),
        });
        let workspace = Workspace::new().file("job.yaml", &job(database.url(), &receiver.url()));
        workspace
            .portl(&["outbox", "init", "job.yaml"])
            .expect_code(0);
        database.execute(WATCH);
        Self {
            database,
            receiver,
            workspace,
        }
    }

    /// Enqueues the next messages.
    fn feed(&self, round: u64) {
        let base = format!("base={}", round * BATCH);
        self.workspace
            .portl(&["run", "job.yaml", "--input", &base])
            .expect_code(0);
    }

    /// Drains to the end, behind drainers that died, and checks what became of each message.
    fn expect_delivered(&self, rounds: u64, case: &mut Case) {
        let finished = self
            .workspace
            .portl(&["outbox", "drain", "job.yaml", "--once"]);
        case.tell(&format!(
            "drained: exit {:?}\n{}",
            finished.code, finished.stderr
        ));
        settled(&self.database);
        let left = ["portl_outbox", "portl_outbox_dead", "portl_outbox_done"]
            .map(|table| count(&self.database, table));
        assert_eq!(left, [0, 0, 2 * rounds * BATCH], "waiting, dead and done");
        let effects = self.receiver.effects();
        assert!(
            effects.iter().all(|effect| !effect.differs),
            "one key, other bytes"
        );
        let keys: BTreeSet<_> = effects.iter().map(|effect| effect.key.clone()).collect();
        let all: BTreeSet<_> = ["o", "f"]
            .iter()
            .flat_map(|step| (0..rounds * BATCH).map(move |n| format!("{step}-{n}")))
            .collect();
        assert!(
            keys == all,
            "lost or made up: {:?}",
            keys.symmetric_difference(&all).collect::<Vec<_>>()
        );
        assert_eq!(effects.len(), keys.len(), "each has one effect");
        expect_order(&effects);
        let stolen = "SELECT count(*) FROM watched WHERE is_stolen";
        assert_eq!(
            self.database.value(stolen),
            "0",
            "a lease was taken that had not run out"
        );
        let foreign = "SELECT count(*) FROM watched AS s WHERE what = 'settled' AND NOT EXISTS (SELECT FROM watched AS l \
                       WHERE l.what = 'leased' AND (l.id, l.token, l.port) = (s.id, s.token, s.port))";
        assert_eq!(
            self.database.value(foreign),
            "0",
            "a message was settled by another than the holder of its lease"
        );
    }
}

/// The effects of each order come in the order of their numbers.
fn expect_order(effects: &[Effect]) {
    let mut last: BTreeMap<u64, u64> = BTreeMap::new();
    for effect in effects {
        let Some(number) = effect.path.strip_prefix("/o/") else {
            continue;
        };
        let number: u64 = number.parse().expect("a number");
        let before = last.insert(number % ORDERS, number);
        assert!(
            before.is_none_or(|before| before < number),
            "{number} behind {before:?}"
        );
    }
}

fn job(url: &str, api: &str) -> String {
    let step = |id: &str, more: &str| {
        format!(
            "  - id: {id}\n    type: outbox.enqueue\n    connection: db\n    to: api\n\
             \x20   batch: {{from: \"{{{{ range(inputs.base, inputs.base + {BATCH}) }}}}\", as: n}}\n\
             \x20   path: /{id}/{{{{ n }}}}\n    body: {{n: \"{{{{ n }}}}\"}}\n    key: \"{id}-{{{{ n }}}}\"\n{more}\
             \x20   retry: {{max_attempts: 1000, backoff_ms: 20, max_backoff_ms: 100}}\n"
        )
    };
    let order = format!("    order_by: \"k-{{{{ n % {ORDERS} }}}}\"\n");
    format!(
        "name: job\ninputs: {{base: {{type: int, default: 0}}}}\nconnections:\n  db: {{type: postgres, config: {{url: \"{url}\"}}}}\n\
         \x20 api: {{type: http, config: {{base_url: \"{api}\", timeout: 500ms}}}}\ntransaction: {{scope: db}}\nsteps:\n{}{}",
        step("o", &order),
        step("f", "")
    )
}

/// What has been done to drainers.
#[derive(Default)]
struct Done {
    kills: AtomicUsize,
    stopped: AtomicUsize,
    lost: AtomicUsize,
}

/// Starts one drainer after another and kills it, or stops it and starts the next one beside it.
fn torment(workspace: &Workspace, mut rng: Rng, kills: usize, done: &Done) {
    thread::scope(|scope| {
        while done.kills.load(Ordering::Relaxed) < kills {
            let drainer = workspace.start(&[
                "outbox",
                "drain",
                "job.yaml",
                "--watch",
                "--concurrency",
                "3",
            ]);
            thread::sleep(Duration::from_millis(rng.u64(100..1_000)));
            if rng.u32(..8) > 0 {
                kill(drainer, done);
                continue;
            }
            let sleep = LEASE + Duration::from_millis(rng.u64(..1_000));
            scope.spawn(move || {
                drainer.signal("STOP");
                thread::sleep(sleep);
                drainer.signal("CONT");
                thread::sleep(Duration::from_millis(300));
                drainer.signal("TERM");
                let said = drainer.finish().expect_code(0).stderr;
                done.stopped.fetch_add(1, Ordering::Relaxed);
                done.lost
                    .fetch_add(said.matches("the lease ran out").count(), Ordering::Relaxed);
            });
        }
    });
}

fn kill(drainer: Running, done: &Done) {
    drainer.signal("KILL");
    drainer.finish();
    done.kills.fetch_add(1, Ordering::Relaxed);
}

#[test]
fn nothing_is_lost_and_nothing_done_twice_by_drainers_that_die_and_stall() {
    let kills = if long() { 1_000 } else { 24 };
    let world = World::new();
    let mut case = Case::new("four drainers");
    let done = Done::default();
    let mut rounds = 0;
    let begun = Instant::now();
    thread::scope(|scope| {
        let (workspace, done) = (&world.workspace, &done);
        let tormentors: Vec<_> = (0..DRAINERS)
            .map(|number| {
                let rng = chance(&format!("drainer {number}"));
                scope.spawn(move || torment(workspace, rng, kills, done))
            })
            .collect();
        while tormentors.iter().any(|tormentor| !tormentor.is_finished()) {
            if count(&world.database, "portl_outbox") < BATCH {
                world.feed(rounds);
                rounds += 1;
            }
            thread::sleep(Duration::from_millis(50));
        }
    });
    let told = format!(
        "{} kills, {} stopped past their lease, {} of their leases lost, {} messages, {} requests, {:?}",
        done.kills.load(Ordering::Relaxed),
        done.stopped.load(Ordering::Relaxed),
        done.lost.load(Ordering::Relaxed),
        2 * rounds * BATCH,
        world.receiver.requests().len(),
        begun.elapsed()
    );
    say(&format!("four drainers: {told}"));
    case.tell(&told);
    world.expect_delivered(rounds, &mut case);
    assert!(
        !long() || done.lost.into_inner() > 0,
        "no drainer lost a lease: {told}"
    );
}
