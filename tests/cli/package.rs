//! Files of a package: what grows is held against what the other files do with it.

use super::{check, folder};
use std::fs;
use std::path::{Path, PathBuf};

const STORE: &str = "import threading


class Store:
    def __init__(self):
        self.lock = threading.Lock()
        self.rows = {}

    def put(self, session_id, row):
        with self.lock:
            self.rows[session_id] = row
";

/// What another file does with it, as long as the process runs.
const KEPT: &[&str] = &[
    "from .it import Store as Rows\nROWS = Rows()\n",
    "from . import it\nSTORE = it.Store()\n",
    "from .it import Store\nSTORES = {'a': Store(), 'b': Store()}\n",
    "from .it import Store\nSTORES = [Store() for _ in range(4)]\n",
    "from .it import Store\nS = Store[int]()\n",
    "from .it import Store\nclass Service:\n    store = Store()\n",
    "from .it import Store\nclass Big(Store):\n    pass\nBIG = Big()\n",
    "from .it import Store\napp = FastAPI()\napp.state.store = Store()\n",
    "from .it import Store\n@app.on_event('startup')\ndef go():\n    app.state.store = Store()\n",
    "from .it import Store\ndef create():\n    app = Flask(__name__)\n    app.extensions['s'] = Store()\n    return app\n",
    "from .it import Store\ndef lifespan(app):\n    app['store'] = Store()\n    yield\n",
    "from .it import Store\n@lru_cache\ndef store():\n    return Store()\n",
    "from .it import Store\n_it = None\ndef get():\n    global _it\n    if _it is None:\n        _it = Store()\n    return _it\n",
    "from .it import Store\nSTORES = {}\ndef get(name):\n    if name not in STORES:\n        STORES[name] = Store()\n    return STORES[name]\n",
    "from .it import Store\ndef make():\n    return Store()\nSTORE = make()\n",
    "from .it import Store\ndef handle(request, store=Store()):\n    store.put(request.session_id, 1)\n",
    "from .it import Store\nclass Service:\n    def __init__(self, store):\n        self.store = store\nSERVICE = Service(store=Store())\n",
    "from .it import Store\n@dataclass\nclass Deps:\n    store: Store = field(default_factory=Store)\nDEPS = Deps()\n",
    "from .it import Store\nclass Shop(AppConfig):\n    def ready(self):\n        self.store = Store()\n",
    "from .it import Store\nclass Handler:\n    def __init__(self):\n        self.store = Store()\ndef run(client):\n    client.set_handler(Handler())\n",
    "from .it import Store\ndef main():\n    store = Store()\n    while True:\n        store.put(receive(), 1)\nmain()\n",
    "from .it import Store\nasync def main():\n    store = Store()\n    server = await start(store)\n    await server.serve_forever()\n",
];

/// And for one call only.
const DROPPED: &str = "from .it import Store


def count(rows):
    store = Store()
    for session_id, row in rows:
        store.put(session_id, row)
    return len(store.rows)
";

const CACHED: &str = "from functools import lru_cache


@lru_cache(maxsize=None)
def note(text):
    return text.split()
";

/// A package of a file and another one.
fn package(name: &str, file: &str, other: &str) -> PathBuf {
    let folder = folder(&format!("package-{name}"));
    let package = folder.join("inner");
    for (name, text) in [("__init__.py", ""), ("it.py", file), ("other.py", other)] {
        fs::write(package.join(name), text).unwrap();
    }
    folder
}

/// How many findings of a rule there are in the file of the package.
fn found(folder: &Path, rule: &str, arguments: &[&str]) -> usize {
    let (_, out, _) = check(folder, &[arguments, &["inner/it.py"]].concat());
    out.matches(&format!("[{rule}]")).count()
}

#[test]
fn an_object_lasts_if_another_file_keeps_it() {
    for (at, kept) in KEPT.iter().enumerate() {
        let folder = package(&format!("kept-{at}"), STORE, kept);
        assert_eq!(found(&folder, "grows-without-bound", &[]), 1, "{kept}");
    }
}

#[test]
fn an_object_that_others_drop_is_unclear_and_says_so() {
    let dropped = DROPPED.replace(".store import", ".it import");
    let folder = package("dropped", STORE, &dropped);
    assert_eq!(found(&folder, "grows-without-bound", &[]), 0);
    let shown = ["--show", "unclear"];
    assert_eq!(found(&folder, "grows-without-bound", &shown), 1);
    let (_, out, _) = check(&folder, &["--show", "unclear", "inner/it.py"]);
    let doubt = "In its package nothing is seen to keep an object of `Store`";
    assert!(out.contains(doubt), "{out}");
    // Alone, the file is taken at its word.
    fs::remove_file(folder.join("inner/__init__.py")).unwrap();
    assert_eq!(found(&folder, "grows-without-bound", &[]), 1);
}

#[test]
fn an_object_lasts_as_long_as_the_one_it_is_a_part_of() {
    let part = "from .it import Store


class Service:
    def __init__(self):
        self.store = Store()
";
    let folder = package("part", STORE, part);
    assert_eq!(found(&folder, "grows-without-bound", &[]), 0);
    let main = "from .other import Service\n\nSERVICE = Service()\n";
    fs::write(folder.join("inner/main.py"), main).unwrap();
    assert_eq!(found(&folder, "grows-without-bound", &[]), 1);
    // What a test makes is not what a program keeps.
    fs::rename(
        folder.join("inner/main.py"),
        folder.join("inner/test_main.py"),
    )
    .unwrap();
    assert_eq!(found(&folder, "grows-without-bound", &[]), 0);
}

/// How another file calls a function as often as something comes in, or may.
const OFTEN: &[&str] = &[
    "from .it import note\n@app.route('/<x>')\ndef v(x):\n    return note(x)\n",
    "from .it import note as n\ndef a(x):\n    n(x)\n@app.get('/')\ndef v(x):\n    a(x)\n",
    "from .it import note\nclass V(View):\n    def get(self, request):\n        return note(request.user)\n",
    "from .it import note\nclass W(threading.Thread):\n    def run(self):\n        note(self.x)\n",
    "from .it import note\n@shared_task\ndef job(x):\n    note(x)\n",
    "from .it import note\ndef main():\n    while True:\n        note(receive())\nmain()\n",
];

/// How another file hands a function on, or calls it in a loop: how often that is is not seen.
const PERHAPS: &[&str] = &[
    "from .it import note\napp.add_url_rule('/', view_func=note)\n",
    "from . import it\nurlpatterns = [path('x', it.note)]\n",
    "from .it import note\nbutton.on_click(lambda event: note(event.x))\n",
    "from .it import note\nbus.on('x', partial(note, 1))\n",
    "from .it import note\ndef main():\n    for m in consumer:\n        note(m.user_id)\nmain()\n",
    "from .it import note\nasync def main():\n    async for m in consumer:\n        note(m.user_id)\nrun(main())\n",
    "",
];

/// And only where it is imported.
const AT_IMPORT: &[&str] = &[
    "from .it import note\nnote(1)\nnote(2)\n",
    "from .it import note\nfor name in NAMES:\n    note(name)\n",
];

#[test]
fn what_is_only_called_at_import_is_not_called_often() {
    let list = "SEEN = []\n\n\ndef note(user_id):\n    SEEN.append(user_id)\n";
    let shown = |other: &&str| {
        let folder = package("list", list, other);
        found(&folder, "grows-without-bound", &[]) == 1
    };
    for other in OFTEN.iter().chain(PERHAPS) {
        assert!(shown(other), "{other}");
    }
    for other in AT_IMPORT {
        assert!(!shown(other), "{other}");
    }
}

#[test]
fn what_the_collector_takes_back_has_to_be_called_often() {
    let shown = |other: &&str| {
        let folder = package("cached", CACHED, other);
        found(&folder, "cached-without-bound", &[]) == 1
    };
    for other in OFTEN {
        assert!(shown(other), "{other}");
    }
    for other in PERHAPS.iter().chain(AT_IMPORT) {
        assert!(!shown(other), "{other}");
    }
}
