//! Fields that the command line changes, for one run or for a table of them, and how much is played.

use super::command::{simulate, text};

#[test]
fn a_field_is_set_and_several_values_are_a_table() {
    let set = |arguments: &[&str]| {
        let output = simulate(&[&["pool-slot", "--show"], arguments].concat());
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("JSON")
    };
    let all = set(&[
        "--set",
        "rate=50",
        "--set",
        "resource.pool.size=7",
        "--set",
        "restart.every=600",
        "--set",
        "service.shape.erlang.phases=3",
        "--set",
        "discipline=sharing",
        "--set",
        "collector.thresholds=[700, 10, 10]",
    ]);
    assert_eq!(all["rate"], 50.0);
    assert_eq!(all["resource"]["pool"]["size"], 7);
    assert_eq!(all["restart"]["every"], 600.0);
    assert_eq!(all["service"]["shape"]["erlang"]["phases"], 3);
    assert_eq!(all["discipline"], "sharing");
    for (arguments, said) in [
        (["--set", "rat=50"], "--set rat=50: unknown field `rat`"),
        (["--set", "rate=-1"], "`rate` must be above 0, is -1"),
        (
            ["--set", "rate=fast"],
            "`rate` must be a number, is \"fast\"",
        ),
        (["--set", "rate"], "is written FIELD=VALUE"),
        (
            ["--set", "rate=nan"],
            "--set rate=nan: must be a finite number",
        ),
        (
            ["--set", "rate=-inf"],
            "--set rate=-inf: must be a finite number",
        ),
        (
            ["--sweep", "rate=0..1000/1"],
            "has 1001 values; 1000 can be played",
        ),
        (
            ["--line", "3"],
            "--line 3: is for Python files, and pool-slot is none",
        ),
        (["--sweep", "rate=10..200"], "FIELD=FROM..TO/STEP"),
        (["--sweep", "rate=10..0/1"], "goes up"),
        (
            ["--sweep", "workers=0..2/1"],
            "`workers` must be at least 1",
        ),
    ] {
        let output = simulate(&[&["pool-slot"], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{output:?}");
    }
    let table = simulate(&[
        "pool-slot",
        "--sweep",
        "rate=10..40/10",
        "--set",
        "stop.time=60",
    ]);
    let table = text(&table.stdout);
    assert!(
        table.lines().count() == 7 && table.contains("share answered"),
        "{table}"
    );
    // What times out at a pool is there, and every column says what it is in.
    for title in [
        "share timed out",
        "time to exhaustion, s",
        "expected to run out, s",
    ] {
        assert!(table.contains(title), "{table}");
    }
    let first: Vec<&str> = table
        .lines()
        .skip(1)
        .take_while(|row| !row.is_empty())
        .filter_map(|row| row.split_whitespace().next())
        .collect();
    assert_eq!(first, ["10", "20", "30", "40"]);
    assert!(
        table.contains("\nAssumed at rate = 10: 10 requests a second"),
        "{table}"
    );
    let json = simulate(&["pool-slot", "--sweep", "rate=10..20/10", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert!(json[1]["value"] == 20.0 && json[1]["figures"].is_array());
    assert!(
        json[1]["assumed"][0]
            .as_str()
            .is_some_and(|it| it.contains("20 requests a second"))
    );
    assert!(json[0]["expected"].as_f64() > json[1]["expected"].as_f64());
}

#[test]
fn more_than_is_played_is_told() {
    let folder = std::env::temp_dir().join(format!("leaklab-much-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("busy.toml");
    let busy = "rate = 1e5\nservice = { mean = 1e-6 }\ntick = 1e-3\nstop = { time = 90e3 }\n";
    std::fs::write(&file, busy).expect("a file");
    let name = file.to_str().expect("a plain name");
    let played = text(&simulate(&[name, "--replications", "50"]).stdout);
    assert!(
        played.contains("\n2 runs of 50 (100000000 events in all, and more are not played)"),
        "{played}"
    );
    let slow = "rate = 1e-3\ntick = 1e-3\nstop = { time = 1e6 }\n";
    std::fs::write(&file, slow).expect("a file");
    let output = simulate(&[name, "--format", "csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout).lines().count(), 200_001);
    let said = text(&output.stderr);
    assert!(
        said.contains("`tick` is 0.001 s: 200000 rows are printed, up to 200 s"),
        "{said}"
    );
    std::fs::remove_dir_all(&folder).expect("the folder");
}
