//! `leaklab simulate` from the outside.

use std::path::Path;
use std::process::{Command, Output};

fn simulate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_leaklab"))
        .arg("simulate")
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_preset_is_played_and_ends_in_its_error() {
    let output = simulate(&["raw-descriptor", "--seed", "3"]);
    assert_eq!(output.status.code(), Some(0));
    let printed = text(&output.stdout);
    assert!(
        printed.contains("Forecast: 1004 descriptors run out after 16 min 42 s"),
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
        what.starts_with("the request calls")
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
