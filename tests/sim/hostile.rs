//! Scenario files that are wrong, or meant to do harm: a message with line and reason, never a run
//! that does not end and never a fall.

use super::command::{simulate, text};
use super::*;
use leaklab::sim::read::{Mistake, from_json, from_toml};

#[track_caller]
fn told(result: Result<Scenario, Vec<Mistake>>) -> Vec<String> {
    let mistakes = result.expect_err("a mistake");
    mistakes.iter().map(Mistake::to_string).collect()
}

/// Each line is one mistake, and what is said of it after `line N: `.
const WRONG: &[(&str, &str)] = &[
    ("rate = nan", "`rate` must be above 0, is NaN"),
    ("rate = -nan", "`rate` must be above 0, is NaN"),
    ("rate = inf", "`rate` must be at most 1e6, is inf"),
    ("rate = -3", "`rate` must be above 0, is -3"),
    ("rate = 0.0", "`rate` must be above 0, is 0"),
    ("rate = 1e300", "`rate` must be at most 1e6, is 1e300"),
    ("rate = 1e-300", "`rate` must be at least 1e-9, is 1e-300"),
    ("rate = \"fast\"", "`rate` must be a number, is \"fast\""),
    ("rate = true", "`rate` must be a number, is true"),
    ("rate = [1.0]", "`rate` must be a number, is a list"),
    ("rate = {}", "`rate` must be a number, is a table"),
    ("rate =", "string values must be quoted"),
    ("rate 3", "key with no value, expected `=`"),
    ("rat = 3.0", "unknown field `rat`"),
    (
        "workers = -1",
        "`workers` must be a whole number from 0 to 4294967295, is -1",
    ),
    (
        "workers = 1.5",
        "`workers` must be a whole number from 0 to 4294967295, is 1.5",
    ),
    (
        "workers = 5000000000",
        "`workers` must be a whole number from 0 to 4294967295, is 5000000000",
    ),
    (
        "workers = 99999999999999999999999999",
        "must be a whole number from 0 to 4294967295, is 99999999999999999999999999",
    ),
    (
        "capacity = 0",
        "`capacity` must be at least 1, or absent for no bound",
    ),
    (
        "service = { mean = -1.0 }",
        "`service.mean` must be above 0, is -1",
    ),
    (
        "service = { mean = 1e-300 }",
        "`service.mean` must be at least 1e-12, is 1e-300",
    ),
    ("service = { men = 1.0 }", "unknown field `men`"),
    (
        "service = { shape = \"gaussian\" }",
        "`service.shape` must be `deterministic`, `exponential`, `lognormal`, `hyperexponential`, `erlang` or \
         `uniform`, is gaussian",
    ),
    (
        "service = { shape = { lognormal = { cs2 = inf } } }",
        "`service.shape.lognormal.cs2` must be at most 1e12, is inf",
    ),
    (
        "service = { shape = { hyperexponential = { cs2 = 0.5 } } }",
        "`service.shape.hyperexponential.cs2` must be between 1 and 1e12, is 0.5",
    ),
    (
        "service = { shape = { erlang = { phases = 4000000000 } } }",
        "`service.shape.erlang.phases` must be between 1 and 1000, is 4000000000",
    ),
    (
        "service = { shape = { lognormal = 2.0 } }",
        "`service.shape.lognormal` must be a table, is 2.0",
    ),
    (
        "arrivals = \"sometimes\"",
        "`arrivals` must be `poisson`, `fixed`, `bursts` or `closed`, is sometimes",
    ),
    (
        "arrivals = { closed = { clients = 4000000000, think = 1.0 } }",
        "`arrivals.closed.clients` must be between 1 and 1000000, is 4000000000",
    ),
    (
        "arrivals = { closed = { clients = 1, think = 1e-300 } }",
        "`arrivals.closed.think` must be at least 1e-6, is 1e-300",
    ),
    (
        "arrivals = { bursts = { every = 1e-9, lasts = 1e-10, factor = 2.0 } }",
        "`arrivals.bursts.every` must be at least 1e-6, is 1e-9",
    ),
    (
        "arrivals = { bursts = { every = 1.0, lasts = 2.0, factor = 2.0 } }",
        "`arrivals.bursts.lasts` must be at most 1e0, is 2e0",
    ),
    (
        "patience = { deterministic = nan }",
        "`patience.deterministic` must be 0 or more, is NaN",
    ),
    ("patience = 3.0", "`patience` must be text or a table"),
    (
        "client = { jitter = 1.5 }",
        "`client.jitter` must be between 0 and 1, is 1.5",
    ),
    (
        "client = { retries = 4000000000 }",
        "`client.retries` must be between 0 and 1000",
    ),
    (
        "client = { factor = inf }",
        "`client.factor` must be at most 1e12, is inf",
    ),
    (
        "resource = { table = { limit = 4000000000 } }",
        "`resource.table.limit` must be at most 1048576, is 4000000000",
    ),
    (
        "resource = { table = { limit = 3, reserved = 3 } }",
        "`resource.table.reserved` must be below",
    ),
    (
        "resource = { table = { of = \"cats\" } }",
        "`resource.table.of` must be `descriptors`, `threads`, `processes`, `ports`, `space` or `sessions`, \
         is cats",
    ),
    (
        "resource = { table = {}, pool = {} }",
        "`resource` must be a table with exactly one name in it",
    ),
    (
        "resource = { pool = { size = 0, overflow = 0 } }",
        "`resource.pool.size` size + overflow must be",
    ),
    (
        "resource = { pool = { timeout = inf } }",
        "`resource.pool.timeout` must be at most 1e12, is inf",
    ),
    (
        "leaks = { per_completion = 0.1 }",
        "`leaks` needs a `resource` that is acquired",
    ),
    (
        "leak = \"R7\"",
        "`leak` must be `R0`, `R1`, `R2`, `R3`, `R4`, `R5` or `R6`, is R7",
    ),
    (
        "runtime = \"java\"",
        "`runtime` must be `reference-counting`, `tracing` or `none`, is java",
    ),
    (
        "collector = { thresholds = [1, 2] }",
        "`collector.thresholds` must be a list of 3, has 2",
    ),
    (
        "collector = { thresholds = [1, 2, 3, 4] }",
        "`collector.thresholds` must be a list of 3, has 4",
    ),
    (
        "memory = { limit = 10.0 }",
        "`memory.limit` must be above the base of 60, is 10",
    ),
    (
        "memory = { base = 1e300 }",
        "`memory.base` must be at most 1e12, is 1e300",
    ),
    (
        "buffer = { record = 0 }",
        "`buffer.record` must be between 1 and 8192, is 0",
    ),
    (
        "buffer = { size = 4294967295, record = 4294967295 }",
        "`buffer.size` must be between 1 and 1073741824, is 4294967295",
    ),
    (
        "collector = { objects = nan }",
        "`collector.objects` must be 0 or more, is NaN",
    ),
    (
        "profiler = { until = nan }",
        "`profiler.until` must be after 0, is NaN",
    ),
    (
        "replicas = 0",
        "`replicas` must be between 1 and 1000, is 0",
    ),
    (
        "restart = { every = 1e-300 }",
        "`restart.every` must be at least 1e-6, is 1e-300",
    ),
    (
        "restart = { jitter = 9223372036854775807 }",
        "`restart.jitter` must be at most 281474976710656",
    ),
    (
        "restart = { above = nan }",
        "`restart.above` must be above 0, is NaN",
    ),
    (
        "autoscaler = { above = nan }",
        "`autoscaler.above` must be 0 or more, is NaN",
    ),
    (
        "autoscaler = { least = 5, most = 2 }",
        "`autoscaler.most` must be between 5 and 1000, is 2",
    ),
    (
        "monitor = { alarm = { threshold = nan } }",
        "`monitor.alarm.threshold` must be 0 or more, is NaN",
    ),
    (
        "monitor = { every = 1e-9 }",
        "`monitor.every` must be at least 1e-6, is 1e-9",
    ),
    (
        "monitor = { alarm = { slope = { samples = 2, errors = 3.0 } } }",
        "`monitor.alarm.slope.samples`",
    ),
    ("warm_up = -1.0", "`warm_up` must be 0 or more, is -1"),
    ("tick = 0.0", "`tick` must be above 0, is 0"),
    ("price = nan", "`price` must be 0 or more, is NaN"),
    (
        "stop = { time = 1e300 }",
        "`stop.time` must be at most 1e9, is 1e300",
    ),
    (
        "stop = { time = 1e9 }",
        "`stop.time` is 1000000000: 1e11 requests; 1e10 can be played at most",
    ),
    (
        "stop = { completed = 0 }",
        "`stop.completed` must be at least 1, or absent",
    ),
    ("stop = { forever = true }", "unknown field `forever`"),
    (
        "seed = -1",
        "`seed` must be a whole number of 0 or more, is -1",
    ),
    (
        "paths = [{ ends = \"returns\", steps = [{ acquire = {} }] }]",
        "acquires, but `resource` is absent",
    ),
    (
        "paths = [{ ends = \"returns\", steps = [{ acquire = {} }, { release = {} }, { release = {} }] }]\n\
         resource = { table = {} }",
        "`paths[0].steps[2]` releases what it has not acquired before",
    ),
    (
        "paths = [{ ends = \"returns\", steps = [{ fly = {} }] }]",
        "`paths[0].steps[0]` must be `acquire`, `work`, `may-raise`, `branch`, `release` or `keep`, is fly",
    ),
    (
        "paths = [{ ends = \"returns\", steps = [{ work = { share = nan } }] }]",
        "share must be between",
    ),
    (
        "paths = [{ ends = \"returns\" }]",
        "`paths[0]` needs `steps`",
    ),
    (
        "paths = [{ ends = \"returns\", steps = [{ may-raise = { assumption = 4000000000, raises = true } }] }]",
        "there is no assumption 4000000000; there are 0",
    ),
    (
        "assumptions = [{ kind = \"raises\", what = \"f()\", chance = nan }]",
        "must be between 0 and 1, is NaN",
    ),
    ("\u{0}", "key with no value"),
    ("rate = 1.0 \u{7f}", "string values must be quoted"),
];

#[test]
fn every_mistake_has_its_line_and_its_reason() {
    let mut silent = Vec::new();
    for (text, reason) in WRONG {
        // The mistake is on line 3, whatever stands around it.
        let file = format!("# a service\nname = \"x\"\n{text}\n");
        let found = told(from_toml(&file));
        // One mistake is one line.
        let is_told = found[0].starts_with("line 3: ") && found[0].contains(reason);
        if !is_told || found.len() > 1 {
            silent.push(format!("{text}: {found:?}"));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn json_has_lines_too() {
    let mut silent = Vec::new();
    for (text, said) in [
        ("", "line 1: EOF while parsing a value"),
        ("{", "line 1: EOF while parsing an object"),
        ("[]", "line 1: a scenario is an object: it begins with `{`"),
        (
            "null",
            "line 1: a scenario is an object: it begins with `{`",
        ),
        ("{\n  \"rate\": NaN\n}", "line 2: expected value"),
        ("{\n  \"rate\": 1e999\n}", "line 2: number out of range"),
        (
            "{\n  \"rate\": -1\n}",
            "line 2: `rate` must be above 0, is -1",
        ),
        ("{\n  \"rat\": 1\n}", "line 2: unknown field `rat`"),
        (
            "{\"rate\": 1, \"rate\": 2}",
            "line 1: duplicate field `rate`",
        ),
        (
            "{\n\"workers\": 3.5}",
            "line 2: `workers` must be a whole number from 0 to 4294967295, is 3.5",
        ),
        (
            "{\"paths\": [{\"ends\": \"raises\", \"steps\": [\n{\"work\": {\"share\": \"all\"}}]}]}",
            "line 2: `paths[0].steps[0].work.share` must be a number, is \"all\"",
        ),
        (
            "{\"service\": {\n  \"shape\": \"uniform\",\n  \"mean\": 0}}",
            "line 3: `service.mean` must be above 0, is 0",
        ),
        (
            "{\"paths\": [\n{\"ends\": \"returns\", \"steps\": []},\n{\"ends\": \"raises\", \"steps\": [\n\
             {\"work\": {\"share\": 7}}]}]}",
            "line 4: `paths[1].steps[0]` share must be between 0 and 1, is 7",
        ),
    ] {
        let found = told(from_json(text));
        if !found.iter().any(|it| it.starts_with(said)) {
            silent.push(format!("{text}: {found:?}"));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn an_empty_file_is_the_default_service_and_a_mark_before_it_is_none_of_it() {
    assert_eq!(from_toml(""), Ok(Scenario::default()));
    assert_eq!(from_toml("\u{feff}rate = 3.0"), from_toml("rate = 3.0"));
    assert_eq!(from_json("\u{feff}{}"), Ok(Scenario::default()));
    assert_eq!(
        from_toml("rate = 3.0\r\nworkers = 2\r\n"),
        from_toml("rate = 3.0\nworkers = 2\n")
    );
}

#[test]
fn nesting_without_end_is_refused() {
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        let text = format!("rate = {}1{}\n", open.repeat(50_000), close.repeat(50_000));
        assert!(told(from_toml(&text))[0].starts_with("line 1: "));
    }
    let text = format!(
        "{}rate = 1.0\n",
        "[a".to_owned() + &".a".repeat(50_000) + "]\n"
    );
    assert!(from_toml(&text).is_err());
    let text = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(told(from_json(&text))[0].starts_with("line 1: "));
}

#[test]
fn too_many_of_anything_is_refused() {
    let steps = "{ work = { share = 0.1 } }, ".repeat(10_001);
    let text = format!("paths = [{{ ends = \"returns\", steps = [{steps}] }}]\n");
    assert_eq!(
        told(from_toml(&text)),
        ["line 1: `paths[0].steps` must be at most 10000, there are 10001"]
    );
    let text = "replicas = 1000\nresource = { table = { limit = 1048576 } }\n";
    assert_eq!(
        told(from_toml(text)),
        ["line 2: `resource` all replicas together have 1048576000 units; 4194304 can be played"]
    );
    let text = "rate = 1.0\n[monitor]\nevery = 1e-6\n[stop]\ntime = 1e6\n";
    assert!(
        told(from_toml(text))[0].starts_with("line 3: `monitor.every` is 1e-6, and 1e12 times")
    );
}

#[test]
fn what_a_file_says_moves_no_cursor() {
    let path = std::env::temp_dir().join(format!("leaklab-cursor-{}.toml", std::process::id()));
    let scenario = "stop = { time = 9.0 }\nstory = \"a\\u202eb\"\n[[assumptions]]\nkind = \"raises\"\nwhat = \"a\\u001b[31m\\nb\"\nchance = 0.5\n";
    std::fs::write(&path, scenario).expect("a file");
    let output = simulate(&[path.to_str().expect("a path")]);
    let told = text(&output.stdout);
    let is_raw = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
    assert!(
        told.contains("31m") && !told.contains(is_raw),
        "{told} {}",
        text(&output.stderr)
    );
    std::fs::remove_file(&path).expect("it is there");
}
