//! Programs that do the work, each in a way of its own.

use super::*;

fn held(calls: &[&str], while_open: &str, returns: Returns) -> Need {
    Need {
        calls: calls.iter().map(|name| (*name).to_owned()).collect(),
        while_open: while_open.to_owned(),
        returns,
        ..need()
    }
}

fn raising(names: &[&str]) -> Need {
    Need {
        still_raises: names.iter().map(|name| (*name).to_owned()).collect(),
        ..need()
    }
}

fn all_are_solved(needs: &[Need], programs: &[&str]) {
    for program in programs {
        let verdict = judge(&exercise(needs.to_vec()), program);
        let shown = verdict.counterexample.map(|shown| shown.says);
        assert_eq!(
            verdict.standing,
            Standing::Solved,
            "{program}\n{shown:?}\n{:?}",
            verdict.checks
        );
    }
}

#[test]
fn the_function_is_the_one_of_the_file() {
    let needs = [held(&["json.load"], "file", Returns::WhatTheCallsGave)];
    all_are_solved(
        &needs,
        &[
            "import json\n\n\nclass Shop:\n    def handle(self, path, mode=\"r\"):\n        with open(path, mode) as f:\n            return json.load(f)\n\n\ndef handle(path):\n    return Shop().handle(path)\n",
            "import json\n\n\nclass Shop:\n    def handle(self, path):\n        with open(path) as f:\n            return json.load(f)\n\n\nhandle = Shop().handle\n",
            "import json\n\n\ndef handle(path):\n    def handle(f, at, more):\n        return json.load(f)\n    with open(path) as f:\n        return handle(f, 1, 2)\n",
        ],
    );
}

#[test]
fn a_handle_says_whether_it_is_closed() {
    let needs = [held(&["json.load"], "file", Returns::WhatTheCallsGave)];
    all_are_solved(
        &needs,
        &[
            "import json\n\n\ndef handle(path):\n    f = open(path)\n    try:\n        return json.load(f)\n    finally:\n        if not f.closed:\n            f.close()\n",
        ],
    );
}

const LINE: &str = "import socket\n\n\ndef handle(path):\n    with socket.create_connection(path) as line:\n        line.sendall(path)\n";

#[test]
fn what_is_put_together_of_all_that_came_is_what_came() {
    let needs = [held(&[".recv"], "socket", Returns::WhatTheCallsGave)];
    for rest in [
        "        chunks = []\n        while chunk := line.recv(9):\n            chunks.append(chunk)\n    return b\"\".join(chunks)\n",
        "        answer = b\"\"\n        while True:\n            part = line.recv(9)\n            if not part:\n                return answer\n            answer += part\n",
        "        answer = b\"\"\n        while True:\n            part = line.recv(9)\n            if not part:\n                break\n            answer = answer + part\n    return answer\n",
        "        answer = bytearray()\n        while part := line.recv(9):\n            answer.extend(part)\n    return bytes(answer)\n",
        "        return b\"\".join(iter(lambda: line.recv(9), b\"\"))\n",
    ] {
        all_are_solved(&needs, &[&format!("{LINE}{rest}")]);
    }
}

const ROWS: &str = "import sqlite3\nfrom contextlib import closing\n\n\ndef handle(path):\n    with closing(sqlite3.connect(path)) as db:\n        rows = db.execute(\"select bed, celsius from readings\")\n";

#[test]
fn a_row_is_a_row_however_it_is_asked_for() {
    let calls = [".fetchone", ".fetchall", ".fetchmany", "next"];
    let needs = [
        held(&calls, "database connection", Returns::WhatTheCallsGave),
        raising(&["sqlite3.connect", ".execute", ".fetchone"]),
    ];
    for rest in [
        "        return rows.fetchone()\n",
        "        return next(rows)\n",
        "        for row in rows:\n            return row\n",
        "        (row,) = rows\n    return row\n",
        "        return list(rows)[0]\n",
        "        return rows.fetchall()[0]\n",
        "        bed, celsius = rows.fetchone()\n    return bed, celsius\n",
        "        row = rows.fetchone()\n        if row is None:\n            return None\n        return row\n",
        "        if row := rows.fetchone():\n            return row\n    return None\n",
        "        return rows.fetchmany(1)[0]\n",
        "        all = rows.fetchall()\n    return min(all, key=lambda row: row[1])\n",
    ] {
        all_are_solved(&needs, &[&format!("{ROWS}{rest}")]);
    }
    let all = format!("{ROWS}        return rows.fetchall()\n");
    assert_eq!(standing(&exercise(needs.to_vec()), &all), Standing::NotYet);
}

#[test]
fn an_error_of_the_file_is_raised_by_nobody_else() {
    let needs = [raising(&["open", "json.load"])];
    all_are_solved(
        &needs,
        &[
            "import json\n\n\nclass Damaged(Exception):\n    pass\n\n\ndef handle(path):\n    try:\n        with open(path) as f:\n            return json.load(f)\n    except Damaged:\n        return None\n",
            "import json\n\n\nclass Old(ValueError):\n    pass\n\n\nclass Damaged(Old):\n    pass\n\n\ndef handle(path):\n    for _ in range(2):\n        try:\n            with open(path) as f:\n                order = json.load(f)\n            if order:\n                raise Damaged\n            return order\n        except Old:\n            continue\n",
        ],
    );
}

#[test]
fn a_callback_swallows_nothing() {
    let needs = [raising(&[".recv"])];
    let program = "import contextlib\nimport socket\n\n\ndef handle(path):\n    with contextlib.ExitStack() as stack:\n        line = stack.enter_context(socket.create_connection(path))\n        stack.callback(line.sendall, b\"QUIT\")\n        return line.recv(9)\n";
    all_are_solved(&needs, &[program]);
}

#[test]
fn a_generator_that_is_asked_for_everything_is_done() {
    let needs = [held(&["json.load"], "file", Returns::WhatTheCallsGave)];
    let head = "import json\n\n\ndef orders(path):\n    with open(path) as f:\n        yield json.load(f)\n\n\ndef handle(path):\n";
    for rest in [
        "    [order] = orders(path)\n    return order\n",
        "    return list(orders(path))[0]\n",
    ] {
        all_are_solved(&needs, &[&format!("{head}{rest}")]);
    }
}

#[test]
fn a_recursion_gives_what_its_end_gives() {
    let needs = [held(&[".recv"], "socket", Returns::WhatTheCallsGave)];
    let again = "        answer = line.recv(9)\n    if answer == b\"busy\":\n        return handle(path)\n    return answer\n";
    all_are_solved(&needs, &[&format!("{LINE}{again}")]);
    let never = "import socket\n\n\ndef handle(path):\n    return handle(path)\n";
    let verdict = judge(&exercise(needs.to_vec()), never);
    assert_eq!(
        verdict.counterexample.unwrap().says,
        "`handle` never comes to its end, as far as can be followed."
    );
}

#[test]
fn a_loop_without_a_turn_shows_nothing() {
    let needs = [held(&["heapq.merge"], "file", Returns::AValue)];
    all_are_solved(
        &needs,
        &[
            "import heapq\n\n\ndef handle(path):\n    day = []\n    for each in path:\n        with open(each) as f:\n            day = list(heapq.merge(day, f))\n    return day\n",
            "import heapq\n\n\ndef handle(path):\n    files = []\n    try:\n        for each in path:\n            files.append(open(each))\n        return list(heapq.merge(*files))\n    finally:\n        while files:\n            files.pop().close()\n",
        ],
    );
}

#[test]
fn what_releases_something_is_what_the_catalogue_says() {
    let child = held(&["json.load"], "child process", Returns::WhatTheCallsGave);
    let head = "import json\nimport subprocess\n\n\ndef handle(path):\n    child = subprocess.Popen([path], stdout=subprocess.PIPE)\n    try:\n";
    for rest in [
        "        return json.load(child.stdout)\n    finally:\n        child.stdout.close()\n        child.wait()\n",
        "        with child.stdout as out:\n            return json.load(out)\n    finally:\n        child.wait()\n",
    ] {
        all_are_solved(std::slice::from_ref(&child), &[&format!("{head}{rest}")]);
    }
    let line = held(&[".recv"], "socket", Returns::WhatTheCallsGave);
    let rest = "        line.shutdown(socket.SHUT_WR)\n        return line.recv(9)\n";
    all_are_solved(&[line], &[&format!("{LINE}{rest}")]);
}

const OPENED: &str = "import heapq\n\n\ndef close_all(files):\n    for f in files:\n        f.close()\n\n\ndef handle(path):\n    files = []\n    try:\n        for each in path:\n            files.append(open(each))\n        return list(heapq.merge(*files))\n    finally:\n";

#[test]
fn all_of_a_list_is_released_however_it_is_gone_through() {
    let needs = [held(&["heapq.merge"], "file", Returns::MadeFromIt)];
    for rest in [
        "        close_all(files)\n",
        "        close_all(reversed(files))\n",
        "        for f in reversed(files):\n            f.close()\n",
        "        for f in files[::-1]:\n            f.close()\n",
        "        for f in files[:]:\n            f.close()\n",
        "        for i in range(len(files)):\n            files[i].close()\n",
        "        for i in range(len(files) - 1, -1, -1):\n            files[i].close()\n",
        "        for at, f in enumerate(files):\n            f.close()\n",
        "        while files:\n            files.pop().close()\n",
        "        while len(files) > 0:\n            files.pop(0).close()\n",
    ] {
        all_are_solved(&needs, &[&format!("{OPENED}{rest}")]);
    }
    let stack = "import heapq\nfrom contextlib import ExitStack\n\n\ndef handle(path):\n    files = []\n    with ExitStack() as stack:\n        for each in path:\n            files.append(open(each))\n            stack.callback(files[-1].close)\n        return list(heapq.merge(*files))\n";
    all_are_solved(&needs, &[stack]);
}

#[test]
fn a_generator_is_closed_by_whoever_has_it() {
    let needs = [held(&[".recv"], "socket", Returns::Anything)];
    let head = "import socket\nfrom contextlib import closing\n\n\ndef pieces(path):\n    with socket.create_connection(path) as line:\n        while piece := line.recv(4):\n            yield piece\n\n\ndef handle(path):\n";
    for rest in [
        "    with closing(pieces(path)) as film:\n        for piece in film:\n            print(piece)\n",
        "    film = pieces(path)\n    try:\n        for piece in film:\n            print(piece)\n            break\n    finally:\n        film.close()\n",
    ] {
        all_are_solved(&needs, &[&format!("{head}{rest}")]);
    }
}

#[test]
fn what_is_awaited_is_done() {
    let needs = [
        held(
            &[".fetch"],
            "database connection",
            Returns::WhatTheCallsGave,
        ),
        raising(&["asyncpg.connect", ".fetch"]),
    ];
    let head = "import asyncio\nimport asyncpg\n\n\nasync def rows(path):\n    con = await asyncpg.connect(path)\n    try:\n";
    for rest in [
        "        return await con.fetch(path)\n    finally:\n        await con.close()\n",
        "        return await con.fetch(path)\n    finally:\n        con.terminate()\n",
        "        rows = await con.fetch(path)\n    except BaseException:\n        await con.close()\n        raise\n    await con.close()\n    return rows\n",
    ] {
        let program =
            format!("{head}{rest}\n\ndef handle(path):\n    return asyncio.run(rows(path))\n");
        all_are_solved(&needs, &[&program]);
    }
}
