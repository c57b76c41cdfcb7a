use super::*;

fn joined(base: &str, path: &str) -> String {
    let base = Base::parse(base).expect("a base");
    join(Some(&base), &Target::Path(path.into()), &[])
        .map_or_else(|failure| failure.message, |uri| uri.to_string())
}

#[test]
fn a_path_is_appended_to_the_base() {
    assert_eq!(joined("http://h/v1", "/x"), "http://h/v1/x");
    assert_eq!(joined("http://h/v1/", "x"), "http://h/v1/x");
    assert_eq!(joined("http://h", "/"), "http://h/");
    assert_eq!(joined("http://h", ""), "http://h/");
    assert_eq!(joined("http://h/v1", ""), "http://h/v1");
    assert_eq!(joined("http://h/v1", "?page=2"), "http://h/v1?page=2");
    assert_eq!(
        joined("http://h", "/größe x"),
        "http://h/gr%C3%B6%C3%9Fe%20x"
    );
    assert_eq!(joined("http://h", "/a%2Fb"), "http://h/a%2Fb");
}

#[test]
fn a_path_keeps_the_origin() {
    assert_eq!(
        joined("http://h", "//evil.example/x"),
        "http://h//evil.example/x"
    );
    assert_eq!(
        joined("http://h", "@evil.example/x"),
        "http://h/@evil.example/x"
    );
    assert_eq!(
        joined("http://h", ":80@evil.example"),
        "http://h/:80@evil.example"
    );
    assert_eq!(
        joined("http://h", "http://evil.example/"),
        "http://h/http://evil.example/"
    );
    for path in ["/a/../../b", "/a/%2e%2E/b", "/.%2e", "/%2E?x", ".", "/.."] {
        assert!(joined("http://h/v1", path).contains("`..`"), "{path}");
    }
    for path in ["/...", "/.a", "/..%2f", "/%2", "/é", "/a..", "/?x=/../"] {
        assert!(!joined("http://h/v1", path).contains("`..`"), "{path}");
    }
    assert!(joined("http://h", "/a\r\nX: y").contains("control"));
}

#[test]
fn the_host_is_named_without_its_usual_port_and_left_open_where_http_2_may_be_spoken() {
    let host = |base| Base::parse(base).expect("a base").host();
    assert_eq!(host("http://h/v1").expect("a host"), "h");
    assert_eq!(host("http://h:80").expect("a host"), "h");
    assert_eq!(host("http://h:8080/").expect("a host"), "h:8080");
    assert_eq!(host("http://[::1]:80").expect("a host"), "[::1]");
    assert_eq!(host("https://h"), None);
}

#[test]
fn parameters_are_encoded() {
    let base = Base::parse("http://h").expect("a base");
    let query = [
        ("a b".to_owned(), "1&2=é+".to_owned()),
        ("c".to_owned(), String::new()),
    ];
    let uri = join(Some(&base), &Target::Path("/x?y=1".into()), &query).expect("a URL");
    assert_eq!(uri.to_string(), "http://h/x?y=1&a%20b=1%262%3D%C3%A9%2B&c=");
}

#[test]
fn only_plain_urls_of_http_are_taken() {
    for url in [
        "ftp://h/",
        "/x",
        "h",
        "http://",
        "http://u:p@h/",
        "https://h/#top",
        "",
    ] {
        assert!(Base::parse(url).is_err(), "{url}");
    }
    assert!(Base::parse("http://h/?a=1").is_err());
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    let same = |one: &str, other: &str| {
        same_origin(&one.parse().expect("a URL"), &other.parse().expect("a URL"))
    };
    assert!(same("http://h/a", "http://H:80/b"));
    assert!(same("https://h/", "https://h:443/"));
    assert!(!same("http://h/", "https://h/"));
    assert!(!same("http://h/", "http://h:81/"));
    assert!(!same("http://h/", "http://h.example/"));
}
