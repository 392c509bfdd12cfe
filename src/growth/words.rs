//! What names say of how many different things they name.

use super::keys::Space;

/// Words for things of which new ones come with the calls.
const OPEN: &[&str] = &[
    "account",
    "addr",
    "address",
    "arg",
    "args",
    "batch",
    "body",
    "borrower",
    "bucket",
    "buffer",
    "cart",
    "checksum",
    "chunk",
    "client",
    "conn",
    "connection",
    "content",
    "cookie",
    "customer",
    "data",
    "date",
    "day",
    "device",
    "digest",
    "doc",
    "document",
    "email",
    "entry",
    "event",
    "expr",
    "expression",
    "file",
    "filename",
    "fingerprint",
    "flow",
    "frame",
    "guid",
    "hash",
    "headers",
    "href",
    "id",
    "identifier",
    "ids",
    "input",
    "instance",
    "ip",
    "issue",
    "item",
    "job",
    "key",
    "line",
    "link",
    "mail",
    "member",
    "message",
    "msg",
    "nonce",
    "now",
    "num",
    "number",
    "obj",
    "order",
    "packet",
    "page",
    "params",
    "path",
    "payload",
    "peer",
    "phone",
    "prompt",
    "query",
    "question",
    "record",
    "ref",
    "remote",
    "req",
    "request",
    "row",
    "search",
    "sender",
    "sequence",
    "seq",
    "session",
    "sid",
    "signature",
    "sku",
    "sock",
    "socket",
    "span",
    "sql",
    "statement",
    "stmt",
    "stream",
    "string",
    "subject",
    "sub",
    "subscriber",
    "target",
    "task",
    "term",
    "text",
    "thread",
    "ticket",
    "time",
    "timestamp",
    "title",
    "tid",
    "token",
    "trace",
    "transaction",
    "ts",
    "tx",
    "txid",
    "uid",
    "uri",
    "url",
    "user",
    "username",
    "uuid",
    "val",
    "value",
    "visitor",
    "waiter",
    "word",
    "words",
    "x",
    "y",
];

/// Words for things of which a program knows a few.
const CLOSED: &[&str] = &[
    "action",
    "alias",
    "attr",
    "attribute",
    "axis",
    "backend",
    "callback",
    "category",
    "channel",
    "charset",
    "class",
    "cls",
    "codec",
    "color",
    "column",
    "cmd",
    "command",
    "country",
    "currency",
    "dialect",
    "dim",
    "driver",
    "dtype",
    "encoding",
    "engine",
    "env",
    "environment",
    "ext",
    "extension",
    "factory",
    "family",
    "feature",
    "field",
    "flag",
    "flags",
    "fmt",
    "fn",
    "format",
    "func",
    "function",
    "handler",
    "hook",
    "hour",
    "index",
    "kind",
    "klass",
    "lang",
    "language",
    "layer",
    "level",
    "locale",
    "method",
    "minute",
    "mode",
    "model",
    "module",
    "month",
    "name",
    "namespace",
    "node",
    "op",
    "opcode",
    "operator",
    "option",
    "package",
    "phase",
    "plugin",
    "prefix",
    "profile",
    "property",
    "protocol",
    "region",
    "role",
    "scheme",
    "scope",
    "section",
    "setting",
    "severity",
    "shape",
    "signal",
    "size",
    "stage",
    "state",
    "status",
    "step",
    "suffix",
    "symbol",
    "table",
    "tag",
    "tenant",
    "theme",
    "topic",
    "type",
    "typ",
    "unit",
    "variant",
    "verb",
    "version",
    "view",
    "weekday",
    "width",
    "zone",
];

/// What a name says, by its last word, and otherwise by the others.
pub(super) fn of_a_name(name: &str) -> Space {
    let words: Vec<String> = parts(name);
    let Some(last) = words.last() else {
        return Space::Unknown;
    };
    if CLOSED.contains(&last.as_str()) {
        return Space::Closed;
    }
    let is_open = |word: &String| {
        let one = word.strip_suffix('s').unwrap_or(word);
        OPEN.contains(&word.as_str()) || OPEN.contains(&one)
    };
    match words.iter().any(is_open) {
        true => Space::Open,
        false => Space::Unknown,
    }
}

/// What an attribute says whatever it is of: what every object has of its class is one of a few.
pub(super) fn of_an_attribute(attr: &str) -> Option<Space> {
    match attr {
        "__class__" | "__name__" | "__qualname__" | "__module__" => Some(Space::Closed),
        "id" | "pk" | "uid" | "uuid" => Some(Space::Open),
        _ => None,
    }
}

/// Whether a name is that of something that the program has written down and does not change.
pub(super) fn is_constant(name: &str) -> bool {
    let has_letter = name.chars().any(char::is_alphabetic);
    has_letter && !name.chars().any(char::is_lowercase)
}

/// The words of a name, in small letters: of `lastSeen_at` three.
fn parts(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            was_small = false;
            words.push(String::new());
            continue;
        }
        if words.is_empty() || (c.is_uppercase() && was_small) {
            words.push(String::new());
        }
        was_small = c.is_lowercase() || c.is_ascii_digit();
        if let Some(last) = words.last_mut() {
            last.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
