//! `leaklab simulate` from the outside.

use std::path::Path;
use std::process::{Command, Output};

pub(super) fn simulate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_leaklab"))
        .arg("simulate")
        .args(arguments)
        .output()
        .expect("the program starts")
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_preset_is_played_and_ends_in_its_error() {
    let output = simulate(&["raw-descriptor", "--seed", "3"]);
    assert_eq!(output.status.code(), Some(0));
    let printed = text(&output.stdout);
    assert!(
        printed.contains("Forecast: 1004 descriptors run out after 16 min 3"),
        "{printed}"
    );
    assert!(
        printed.ends_with("OSError: [Errno 24] Too many open files: 'orders/4711.json'\n"),
        "{printed}"
    );
    assert_eq!(
        printed,
        text(&simulate(&["raw-descriptor", "--seed", "3"]).stdout)
    );
    assert_ne!(
        printed,
        text(&simulate(&["raw-descriptor", "--seed", "4"]).stdout)
    );
}

#[test]
fn the_error_is_the_one_that_came_first() {
    let printed = text(&simulate(&["nobody-answers"]).stdout);
    assert!(
        printed.ends_with(
            "socket.accept() out of system resource: OSError: [Errno 24] Too many open files\n"
        ),
        "{printed}"
    );
}

#[test]
fn json_has_the_forecast_and_the_figures() {
    let output = simulate(&["pool-slot", "--replications", "20", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(value["replications"], 20);
    assert_eq!(value["prediction"]["capacity"], 15);
    let figures = value["figures"].as_array().expect("a list");
    let end = figures
        .iter()
        .find(|f| f["name"] == "time to exhaustion")
        .expect("there");
    assert_eq!(end["replications"], 20);
    let (mean, error) = (end["mean"].as_f64(), end["standard_error"].as_f64());
    let (mean, error) = (mean.expect("a mean"), error.expect("an error"));
    assert!(
        (mean - 37.5).abs() < 4.0 * error && error < 4.0,
        "{mean} ± {error}"
    );
}

#[test]
fn a_scenario_file_is_read_and_a_wrong_one_is_explained() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let good = folder.join("queue.toml");
    let plain = "rate = 0.8\nworkers = 1\nservice = { mean = 1.0 }\nstop = { time = 9e3 }\n";
    std::fs::write(&good, plain).expect("written");
    let output = simulate(&[&good.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("mean number in system"));

    let wrong = folder.join("wrong.toml");
    std::fs::write(&wrong, "rate = 0.8\nworkers = 0\n").expect("written");
    for (arguments, message) in [
        (
            vec![wrong.to_string_lossy().into_owned()],
            "line 2: `workers` must be at least 1",
        ),
        (
            vec!["no-such-file.toml".to_owned()],
            "it is not a preset either; those are raw-descri",
        ),
        (
            vec![
                "healthy".to_owned(),
                "--replications".to_owned(),
                "0".to_owned(),
            ],
            "0 is not in 1..",
        ),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = simulate(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            text(&output.stderr).contains(message),
            "{}",
            text(&output.stderr)
        );
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_run_that_would_never_end_is_refused() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("endless.toml");
    std::fs::write(&file, "rate = 1.0\n").expect("written");
    let output = simulate(&[&file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("`stop` needs `time`, `completed`, `arrivals` or `deaths`")
    );
}

#[test]
fn a_python_file_is_a_scenario() {
    let folder = std::env::temp_dir().join(format!("leaklab-handoff-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("orders.py");
    let code = "import json\nimport os\n\n\ndef load(path):\n    fd = os.open(path, os.O_RDONLY)\n    \
                order = json.loads(os.read(fd, 4096))\n    os.close(fd)\n    return order\n\n\ndef \
                count(path):\n    f = open(path)\n    return len(f.read())\n\n\nasync def work():\n    \
                asyncio.sleep(1)\n";
    std::fs::write(&file, code).expect("a file");
    let name = file.to_str().expect("a plain name");
    let all = simulate(&[name, "--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&text(&all.stdout)).expect("JSON");
    let chances = all["scenario"]["assumptions"].as_array().expect("a list");
    let called = chances.iter().filter(|it| {
        let what = it["what"].as_str().unwrap_or_default();
        what.starts_with("a request calls")
    });
    assert_eq!(called.count(), 1, "{chances:?}");
    let classes = text(&simulate(&[name, "--format", "json"]).stdout);
    assert!(classes.contains("\"leak\": \"R3\"") && classes.contains("\"leak\": \"R0\""));
    assert!(all["prediction"]["outlook"]["runs-out"]["mean"].is_number());
    let one = simulate(&[name, "--line", "13"]);
    assert!(
        text(&one.stdout).contains("`open` in count, line 13"),
        "{one:?}"
    );
    let none = simulate(&[name, "--line", "1"]);
    assert!(text(&none.stderr).contains("nothing on line 1 leaks"));
    std::fs::remove_dir_all(&folder).expect("the folder");
}

#[test]
fn what_a_stranger_needs_is_in_the_program() {
    let help = text(&simulate(&["--help"]).stdout);
    assert!(
        help.contains("--describe") && help.contains("workers = 1"),
        "{help}"
    );
    let described = text(&simulate(&["--describe"]).stdout);
    assert!(described.starts_with("# Scenario files") && described.contains("`returns_after`"));
    let list = text(&simulate(&["--list"]).stdout);
    assert!(
        list.contains("retry-storm") && list.lines().count() >= 30,
        "{list}"
    );
    // A preset is shown as a file, which plays as the preset does.
    let shown = simulate(&["pool-slot", "--show"]).stdout;
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shown.json");
    std::fs::write(&file, shown).expect("written");
    assert_eq!(
        text(&simulate(&[&file.to_string_lossy()]).stdout),
        text(&simulate(&["pool-slot"]).stdout)
    );
    assert_eq!(simulate(&[]).status.code(), Some(2));
}

#[test]
fn a_run_is_told_tick_by_tick_and_event_by_event() {
    let csv = text(&simulate(&["pool-slot", "--format", "csv"]).stdout);
    let mut rows = csv.lines();
    assert!(
        rows.next()
            .is_some_and(|titles| titles.starts_with("time (s),run: "))
    );
    assert!(rows.next().is_some_and(|row| row.starts_with("0.000,")));
    assert!(rows.count() > 200 && csv.contains("QueuePool limit of size 5"));
    let told = text(&simulate(&["pool-slot", "--events"]).stdout);
    assert!(
        told.contains("In the first run\n") && told.contains("1 ended because"),
        "{told}"
    );
    assert!(told.contains("First connection left unreleased"), "{told}");
    let json = simulate(&["pool-slot", "--replications", "3", "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(json["ends"][0]["because"], "exhausted");
    assert_eq!(json["ends"][0]["runs"], 3);
    let events = json["events"].as_array().expect("a list");
    assert!(
        events.iter().any(|event| event["kind"] == "exhausted"),
        "{events:?}"
    );
    assert!(
        json["forecast"]
            .as_str()
            .is_some_and(|text| text.contains("run out after"))
    );
}

#[test]
fn a_file_that_is_no_text_is_told_with_its_line() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let binary = folder.join("binary.toml");
    std::fs::write(&binary, b"rate = 1.0\nname = \"\xff\xfe\x00\"\n").expect("written");
    for (path, message) in [
        (binary.as_path(), "line 2: this is not text (UTF-8)"),
        (folder, "s a directory"),
    ] {
        let output = simulate(&[&path.to_string_lossy()]);
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr);
        assert!(said.contains(message) && !said.contains("preset"), "{said}");
    }
}

/// A file of this name and text, in a folder of its own.
fn file(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("written");
    path.to_string_lossy().into_owned()
}

#[test]
fn what_is_assumed_is_said_where_the_result_is() {
    let printed = text(&simulate(&["raw-descriptor"]).stdout);
    let said = "Assumed: 100 requests a second, at random; ";
    assert!(
        printed.contains(said) && printed.contains("raises in 1 %"),
        "{printed}"
    );
    let json = simulate(&["raw-descriptor", "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(json["assumed"][0], "100 requests a second, at random");
    assert_eq!(json["ran_out"][0]["what"], "descriptors");
    assert_eq!(json["prediction"]["of"]["resource"], 0);
}

#[test]
fn a_single_run_is_one_column_and_many_have_their_spread() {
    let one = text(&simulate(&["healthy"]).stdout);
    let row = |text: &str| {
        let row = text
            .lines()
            .find(|line| line.contains("mean time in system"));
        row.expect("the row").split_whitespace().count()
    };
    assert!(
        !one.contains("50 %") && one.contains("\nAttempts that were completed\n"),
        "{one}"
    );
    let many = text(&simulate(&["healthy", "--replications", "3"]).stdout);
    assert!(
        many.contains("50 %") && row(&many) == row(&one) + 5,
        "{many}"
    );
}

#[test]
fn clean_is_a_success_and_what_cannot_be_read_is_none() {
    let clean = file(
        "clean.py",
        "def load(path):\n    with open(path) as f:\n        return f.read()\n",
    );
    let output = simulate(&[&clean]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        text(&output.stdout).ends_with("clean.py: nothing in it leaks\n"),
        "{output:?}"
    );
    let output = simulate(&[&clean, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(output.status.success() && json["scenario"].is_null());
    let broken = file("broken.py", "def load(path:\n    return )\n");
    for (name, said) in [
        (broken.as_str(), "this is not Python"),
        ("no-such-file.py", "No such file"),
        ("/dev/zero", "is larger than 2097152 bytes"),
    ] {
        let output = simulate(&[name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(text(&output.stderr).contains(said), "{output:?}");
    }
}

#[test]
fn a_name_moves_no_cursor_and_a_mistake_is_one_line() {
    let bad = file(
        "escape.toml",
        "name = \"a\\u001b[2Jb\\nc\"\nstop = { time = 1.0 }\n",
    );
    let printed = text(&simulate(&[&bad]).stdout);
    assert!(printed.starts_with("a\\u{1b}[2Jb\\nc\n"), "{printed}");
    let bad = file("unknown.toml", "\"a\\u001b[2J\" = 1\n");
    let said = text(&simulate(&[&bad]).stderr);
    assert!(
        said.lines().count() == 1 && !said.contains('\u{1b}'),
        "{said}"
    );
    let json = file(
        "shouting.JSON",
        "{\"rate\": 1.0, \"stop\": {\"time\": 9.0}}",
    );
    assert!(simulate(&[&json]).status.success());
}
