//! Invocations under what AWS's own variables and files say.

use jiff::{SignedDuration, Timestamp, civil::DateTime, fmt::rfc2822, tz::TimeZone};
use serde_json::json;

use super::with_servers;
use crate::support::{
    http::{Answer, Recorded, Server},
    portl::{Workspace, expect_said},
};

const THREE: &str = "steps:\n  - id: f\n    type: lambda.invoke\n    connection: lambda\n    on_error: continue\n    batch: {from: \"{{ range(3) }}\", as: n}\n    payload: {}\n";

/// Gives credentials, others each time; they end at the moment in `end`.
const PROCESS: &str = r#"n=$(($(cat count) + 1)); echo $n > count
echo "{\"Version\": 1, \"AccessKeyId\": \"AKID$n\", \"SecretAccessKey\": \"hush\", \"SessionToken\": \"token$n\", \"Expiration\": \"$(cat end)\"}"
"#;

fn answering() -> Server {
    Server::start(|_| Answer::json(200, &json!(1)))
}

/// Which keys requests were signed with, each beside the session token that came with it.
fn keys(requests: &[Recorded]) -> Vec<(String, String)> {
    let of = |request: &Recorded| {
        let signature = request.header("authorization").expect("signed");
        let key = signature.split(['=', '/']).nth(1).expect("a key");
        let token = request.header("x-amz-security-token").expect("a token");
        (key.to_owned(), token.to_owned())
    };
    requests.iter().map(of).collect()
}

/// A job that invokes a function three times with what a process gives as credentials that last so long.
fn with_process(url: &str, lasting: SignedDuration) -> Workspace {
    let end = Timestamp::now() + lasting;
    with_servers(url, THREE)
        .file("count", "0")
        .file("end", &end.to_string())
        .file("keys.sh", PROCESS)
        .file(
            "aws.ini",
            "[profile p]\ncredential_process = sh keys.sh\nregion = eu-west-1\n",
        )
        .env("AWS_CONFIG_FILE", "aws.ini")
        .env("AWS_PROFILE", "p")
        .env("AWS_ACCESS_KEY_ID", "")
        .env("AWS_SECRET_ACCESS_KEY", "")
}

#[test]
fn credentials_that_end_are_asked_for_again() {
    let pair = |n: usize| (format!("AKID{n}"), format!("token{n}"));
    for (lasting, expected) in [
        (SignedDuration::from_hours(1), [1, 1, 1]),
        (SignedDuration::from_secs(2), [1, 2, 3]),
    ] {
        let server = answering();
        let workspace = with_process(&server.url(), lasting);
        workspace.portl(&["run", "job.yaml"]).expect_code(0);
        assert_eq!(keys(&server.requests()), expected.map(pair), "{lasting:?}");
    }
}

#[test]
fn a_source_of_credentials_that_fails_is_said_and_nothing_is_sent() {
    let server = answering();
    let failing = "echo no keys >&2; exit 1\n";
    let workspace = with_process(&server.url(), SignedDuration::ZERO).file("keys.sh", failing);
    let job = workspace.read("job.yaml");
    let finished = workspace
        .file("job.yaml", &job.replace("    on_error: continue\n", ""))
        .portl(&["run", "job.yaml"]);
    let said = ["no source of AWS credentials has any", "AWS_PROFILE"];
    expect_said(&finished, &said);
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn the_endpoint_and_the_region_come_from_aws_own_variables_too() {
    let server = answering();
    let job = format!(
        "name: job\nconnections:\n  lambda: {{type: lambda, config: {{function_name: f}}}}\n{THREE}"
    );
    let url = format!("{}/behind/", server.url());
    Workspace::new()
        .file("job.yaml", &job)
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        .env("AWS_ENDPOINT_URL_LAMBDA", &url)
        .env("AWS_REGION", "ap-south-1")
        .portl(&["run", "job.yaml"])
        .expect_code(0);
    let requests = server.requests();
    let path = "/behind/2015-03-31/functions/f/invocations";
    assert!(requests.iter().all(|request| request.path == path));
    let signature = requests[0].header("authorization").expect("signed");
    assert!(signature.contains("/ap-south-1/lambda/"), "{signature}");
}

#[test]
fn a_clock_that_is_wrong_is_said_and_made_up_for() {
    let then = Timestamp::now() + SignedDuration::from_secs(605);
    let date = rfc2822::to_string(&then.to_zoned(TimeZone::UTC)).expect("a date");
    let mut first = true;
    let server = Server::start(move |_| {
        if !std::mem::take(&mut first) {
            return Answer::json(200, &json!(1));
        }
        let said = json!({"message": "Signature expired: … is now earlier than …"});
        Answer::json(403, &said)
            .header("x-amzn-errortype", "InvalidSignatureException")
            .header("date", &date)
    });
    let finished = with_servers(&server.url(), THREE).portl(&["run", "job.yaml"]);
    expect_said(
        &finished,
        &["(this machine's clock is 10 minutes behind AWS's)"],
    );
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    let signed = |request: &Recorded| {
        let date = request.header("x-amz-date").expect("signed");
        let date = DateTime::strptime("%Y%m%dT%H%M%SZ", date).expect("a date");
        date.to_zoned(TimeZone::UTC).expect("in range").timestamp()
    };
    let later = signed(&requests[1]).duration_since(signed(&requests[0]));
    assert!((600..=620).contains(&later.as_secs()), "{later:?}");
}
