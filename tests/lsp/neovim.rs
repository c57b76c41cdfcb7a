//! The server in Neovim, without a screen: `neovim.lua` does what a user would.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use super::{JOB, workspace};

/// A session that takes longer than this is stuck.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn a_user_sees_a_mistake_completes_a_column_and_takes_the_fix() {
    let workspace = workspace().file("job.yaml", &JOB.replace("row.name", "row.nam"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp/neovim.lua");
    let mut child = Command::new("nvim")
        .args(["--headless", "--clean", "-n", "job.yaml", "-S"])
        .arg(script)
        .current_dir(workspace.path(""))
        .env("PORTL", env!("CARGO_BIN_EXE_portl"))
        .env("HOME", workspace.path(""))
        .spawn()
        .expect("Neovim is installed: tests/run.sh sees to it");
    let begin = Instant::now();
    let code = loop {
        if let Some(status) = child.try_wait().expect("the child is ours") {
            break status.code();
        }
        if begin.elapsed() > LIMIT {
            child.kill().expect("the child is ours");
            panic!("Neovim is stuck");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let said = workspace.read("session.txt");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        said,
        "shown: ref.unknown-column at 14:24\n\
         offered: sku name price\n\
         completed: name: \"é🦀 {{ row.price | trim }}\"\n\
         fix: write `name`\n\
         mended: name: \"é🦀 {{ row.name | trim }}\"\n\
         left: 0\n"
    );
}
