use std::time::Duration;

use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};

use super::tls::Mode;
use crate::connect::{Failure, Settings};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5 * 60);
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);
const IDLE_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// What the settings of a connection come to.
pub(super) struct Plan {
    pub(super) config: Config,
    pub(super) mode: Mode,
    pub(super) connect_timeout: Duration,
    pub(super) statement_timeout: Duration,
    pub(super) lock_timeout: Duration,
    pub(super) idle_timeout: Duration,
}

/// Reads the settings; what stands beside a `url` goes before it.
///
/// # Errors
/// If the url is none, or a setting is out of range. The message never quotes the url.
pub(super) fn read(settings: &Settings) -> Result<Plan, Failure> {
    let (mut config, mut sslmode) = from_url(settings)?;
    if let Some(host) = settings.text("host") {
        config = without_hosts(&config);
        config.host(host);
    } else if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        config.host("localhost");
    }
    apply(settings, &mut config)?;
    if let Some(mode) = settings.text("sslmode") {
        sslmode = Some(mode.to_owned());
    }
    let mode = match sslmode {
        Some(written) => Mode::parse(&written).ok_or_else(|| {
            Failure::new(format!("`sslmode` can't be `{written}`"))
                .help("write one of `disable`, `prefer`, `require`, `verify-full`")
        })?,
        None if is_local(&config) => Mode::Prefer,
        None => Mode::VerifyFull,
    };
    config.ssl_mode(match mode {
        Mode::Disable => SslMode::Disable,
        Mode::Prefer => SslMode::Prefer,
        Mode::Require | Mode::VerifyFull => SslMode::Require,
    });
    let connect_timeout = settings
        .duration("connect_timeout")
        .unwrap_or(CONNECT_TIMEOUT);
    config
        .connect_timeout(connect_timeout)
        .keepalives_idle(Duration::from_secs(60))
        .keepalives_interval(Duration::from_secs(10))
        .keepalives_retries(3);
    Ok(Plan {
        config,
        mode,
        connect_timeout,
        statement_timeout: settings
            .duration("statement_timeout")
            .unwrap_or(STATEMENT_TIMEOUT),
        lock_timeout: settings.duration("lock_timeout").unwrap_or(LOCK_TIMEOUT),
        idle_timeout: settings.duration("idle_timeout").unwrap_or(IDLE_TIMEOUT),
    })
}

/// What was tried, without a password: for messages.
pub(super) fn target(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(host)) => host.clone(),
        #[cfg(unix)]
        Some(Host::Unix(path)) => path.display().to_string(),
        None => config
            .get_hostaddrs()
            .first()
            .map_or_else(String::new, ToString::to_string),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let mut target = format!("`{host}:{port}`");
    if let Some(database) = config.get_dbname() {
        target.push_str(&format!(", database `{database}`"));
    }
    if let Some(user) = config.get_user() {
        target.push_str(&format!(", as `{user}`"));
    }
    target
}

fn apply(settings: &Settings, config: &mut Config) -> Result<(), Failure> {
    if let Some(port) = settings.count("port") {
        let port = u16::try_from(port).map_err(|_| {
            Failure::new(format!("`port` can't be {port}"))
                .help("ports end at 65535; PostgreSQL's is 5432")
        })?;
        *config = without_ports(config);
        config.port(port);
    }
    if let Some(database) = settings.text("database") {
        config.dbname(database);
    }
    if let Some(user) = settings.text("username") {
        config.user(user);
    }
    if let Some(password) = settings.text("password") {
        config.password(password);
    }
    if config.get_application_name().is_none() {
        config.application_name("portl");
    }
    Ok(())
}

/// The url's part of the configuration, and its `sslmode`, of which the library knows only some.
fn from_url(settings: &Settings) -> Result<(Config, Option<String>), Failure> {
    let Some(url) = settings.text("url") else {
        return Ok((Config::new(), None));
    };
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut sslmode = None;
    let others: Vec<_> = query
        .split('&')
        .filter(|pair| match pair.strip_prefix("sslmode=") {
            Some(mode) => {
                sslmode = Some(mode.to_owned());
                false
            }
            None => !pair.is_empty(),
        })
        .collect();
    let url = if others.is_empty() {
        base.to_owned()
    } else {
        format!("{base}?{}", others.join("&"))
    };
    let is_url = url.starts_with("postgres://") || url.starts_with("postgresql://");
    match url.parse() {
        Ok(config) if is_url => Ok((config, sslmode)),
        _ => Err(Failure::new("`url` is not that of a PostgreSQL database")
            .help("write it as `postgres://user:password@host:5432/database`; escape `@ : / ?` in a password as `%40 %3A %2F %3F`")),
    }
}

/// Whether the server is on this machine, so that nobody can listen in.
fn is_local(config: &Config) -> bool {
    let names = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => match name.parse::<std::net::IpAddr>() {
            Ok(address) => address.is_loopback(),
            Err(_) => name == "localhost",
        },
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    names
        && config
            .get_hostaddrs()
            .iter()
            .all(std::net::IpAddr::is_loopback)
}

/// The library only ever adds hosts: a copy of all but them.
fn without_hosts(config: &Config) -> Config {
    let mut copy = without_places(config);
    for port in config.get_ports() {
        copy.port(*port);
    }
    copy
}

fn without_ports(config: &Config) -> Config {
    let mut copy = without_places(config);
    for host in config.get_hosts() {
        match host {
            Host::Tcp(host) => copy.host(host),
            #[cfg(unix)]
            Host::Unix(path) => copy.host_path(path),
        };
    }
    for address in config.get_hostaddrs() {
        copy.hostaddr(*address);
    }
    copy
}

fn without_places(config: &Config) -> Config {
    let mut copy = Config::new();
    if let Some(user) = config.get_user() {
        copy.user(user);
    }
    if let Some(password) = config.get_password() {
        copy.password(password);
    }
    if let Some(database) = config.get_dbname() {
        copy.dbname(database);
    }
    if let Some(options) = config.get_options() {
        copy.options(options);
    }
    if let Some(name) = config.get_application_name() {
        copy.application_name(name);
    }
    copy.ssl_negotiation(config.get_ssl_negotiation());
    copy.target_session_attrs(config.get_target_session_attrs());
    copy.channel_binding(config.get_channel_binding());
    copy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        connect::SettingValue,
        value::{Secret, Value},
    };

    fn settings(values: &[(&'static str, SettingValue)]) -> Settings {
        let mut settings = Settings::new("pg", ".");
        settings.values.extend(values.iter().cloned());
        settings
    }

    fn url(url: &str) -> (&'static str, SettingValue) {
        ("url", SettingValue::Secret(Secret::new(Value::from(url))))
    }

    fn text(text: &str) -> SettingValue {
        SettingValue::Text(text.into())
    }

    #[test]
    fn settings_go_before_the_url() {
        let plan = read(&settings(&[
            url("postgres://ann:hush@db.example:6000/shop?sslmode=verify-full&connect_timeout=3"),
            ("host", text("127.0.0.1")),
            ("port", SettingValue::Count(5433)),
            ("database", text("other")),
        ]))
        .map_err(|failure| failure.message)
        .expect("all of it is right");
        assert_eq!(
            target(&plan.config),
            "`127.0.0.1:5433`, database `other`, as `ann`"
        );
        assert_eq!(plan.mode, Mode::VerifyFull);
        assert_eq!(plan.config.get_password(), Some(&b"hush"[..]));
    }

    #[test]
    fn only_a_local_server_goes_unverified() {
        for (host, mode) in [
            ("localhost", Mode::Prefer),
            ("127.0.0.2", Mode::Prefer),
            ("/run/postgresql", Mode::Prefer),
            ("db.example", Mode::VerifyFull),
            ("10.0.0.1", Mode::VerifyFull),
        ] {
            let plan = read(&settings(&[("host", text(host))])).map_err(|failure| failure.message);
            assert_eq!(plan.map(|plan| plan.mode), Ok(mode), "{host}");
        }
    }

    #[test]
    fn a_broken_url_is_not_quoted() {
        for broken in [
            "postgres://ann:hush@db:x/y",
            "hush",
            "host=hush",
            "mysql://ann:hush@db/x",
        ] {
            let failure = read(&settings(&[url(broken)]))
                .map(|_| ())
                .expect_err(broken);
            assert!(!format!("{failure:?}").contains("hush"), "{failure:?}");
        }
    }
}
