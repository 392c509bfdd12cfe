//! What names of modules say: which belong to the standard library, and which name is a module's wherever
//! it is not bound.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// The modules of the standard library, with those that were in it once.
const STANDARD: &str = "\
    abc aifc argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii \
    bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop \
    collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg \
    crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email \
    encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib \
    functools gc getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http \
    imaplib imghdr imp importlib inspect io ipaddress itertools json keyword linecache locale \
    logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt \
    multiprocessing netrc nis nntplib nt numbers operator optparse os ossaudiodev pathlib pdb \
    pickle pickletools pipes pkgutil platform plistlib poplib posix pprint profile pstats pty \
    pwd py_compile pyclbr pydoc pyexpat queue quopri random re readline reprlib resource \
    rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd \
    smtplib sndhdr socket socketserver spwd sqlite3 ssl stat statistics string stringprep struct \
    subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios \
    textwrap threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc \
    tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave \
    weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib \
    zoneinfo";

/// Those of them whose names are as often a variable's.
const COMMON_WORDS: &[&str] = &[
    "array",
    "bisect",
    "calendar",
    "chunk",
    "cmd",
    "code",
    "copy",
    "email",
    "html",
    "locale",
    "numbers",
    "operator",
    "pipes",
    "platform",
    "profile",
    "queue",
    "resource",
    "secrets",
    "select",
    "signal",
    "site",
    "stat",
    "statistics",
    "string",
    "token",
    "trace",
    "types",
    "wave",
];

/// The functions and classes that every module has, exceptions apart.
const BUILTINS: &str = "\
    abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod \
    compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter \
    float format frozenset getattr globals hasattr hash help hex id input int isinstance \
    issubclass iter len license list locals map max memoryview min next object oct open ord pow \
    print property quit range repr reversed round set setattr slice sorted staticmethod str sum \
    super tuple type vars zip __build_class__ __import__";

/// Short names that people give modules and classes when they import them.
const ALIASES: &[(&str, &str)] = &[
    ("ET", "xml.etree.ElementTree"),
    ("Image", "PIL.Image"),
    ("futures", "concurrent.futures"),
    ("mp", "multiprocessing"),
    ("mqtt", "paho.mqtt.client"),
    ("np", "numpy"),
    ("pd", "pandas"),
    ("plt", "matplotlib.pyplot"),
    ("pq", "pyarrow.parquet"),
    ("sa", "sqlalchemy"),
    ("sp", "subprocess"),
    ("webdriver", "selenium.webdriver"),
];

/// What people import by its own name, and what that name says wherever it is not bound.
const UNMISTAKABLE: &[&str] = &[
    "aiohttp.ClientSession",
    "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.ThreadPoolExecutor",
    "contextlib.AsyncExitStack",
    "contextlib.ExitStack",
    "contextlib.aclosing",
    "contextlib.asynccontextmanager",
    "contextlib.closing",
    "contextlib.contextmanager",
    "contextlib.nullcontext",
    "contextlib.suppress",
    "ftplib.FTP",
    "ftplib.FTP_TLS",
    "gzip.GzipFile",
    "http.client.HTTPConnection",
    "http.client.HTTPSConnection",
    "http.server.HTTPServer",
    "http.server.ThreadingHTTPServer",
    "imaplib.IMAP4_SSL",
    "io.BytesIO",
    "io.StringIO",
    "kafka.KafkaProducer",
    "logging.FileHandler",
    "logging.handlers.RotatingFileHandler",
    "logging.handlers.TimedRotatingFileHandler",
    "multiprocessing.pool.ThreadPool",
    "multiprocessing.shared_memory.SharedMemory",
    "pathlib.Path",
    "playwright.async_api.async_playwright",
    "playwright.sync_api.sync_playwright",
    "poplib.POP3_SSL",
    "psycopg2.pool.SimpleConnectionPool",
    "psycopg2.pool.ThreadedConnectionPool",
    "pymongo.MongoClient",
    "smtplib.SMTP",
    "smtplib.SMTP_SSL",
    "socket.create_connection",
    "socket.socket",
    "socket.socketpair",
    "socketserver.TCPServer",
    "socketserver.ThreadingTCPServer",
    "sqlalchemy.create_engine",
    "sqlalchemy.ext.asyncio.create_async_engine",
    "subprocess.Popen",
    "tarfile.TarFile",
    "tempfile.NamedTemporaryFile",
    "tempfile.SpooledTemporaryFile",
    "tempfile.TemporaryDirectory",
    "tempfile.TemporaryFile",
    "tempfile.mkdtemp",
    "tempfile.mkstemp",
    "threading.Thread",
    "torch.utils.tensorboard.SummaryWriter",
    "urllib.request.urlopen",
    "zipfile.ZipFile",
];

/// The module whose functions an object has as its methods, by the function that gives it.
pub fn module_given_by(function: &str) -> Option<&'static str> {
    match function {
        "asyncio.get_event_loop_policy" => Some("asyncio"),
        "multiprocessing.get_context" => Some("multiprocessing"),
        _ => None,
    }
}

/// Whether a dotted name begins with a module of the standard library.
pub fn is_standard(path: &str) -> bool {
    static ALL: LazyLock<FxHashSet<&str>> = LazyLock::new(|| STANDARD.split_whitespace().collect());
    ALL.contains(path.split('.').next().unwrap_or_default())
}

/// Whether a name is one that every module has; what is called like an exception is taken for one.
pub fn is_builtin_name(name: &str) -> bool {
    static ALL: LazyLock<FxHashSet<&str>> = LazyLock::new(|| BUILTINS.split_whitespace().collect());
    const EXCEPTIONS: &[&str] = &[
        "Error",
        "Exception",
        "Exit",
        "Interrupt",
        "Iteration",
        "Warning",
    ];
    let is_exception = || EXCEPTIONS.iter().any(|end| name.ends_with(end));
    ALL.contains(name) || (!name.contains('.') && is_exception())
}

/// Whether a name is a module's of the standard library and not as often a variable's.
pub fn says_standard(name: &str) -> bool {
    is_standard(name) && !COMMON_WORDS.contains(&name)
}

/// What a short name usually stands for; most are short for nothing.
pub fn in_full(name: &str) -> &str {
    let known = ALIASES.iter().find(|(short, _)| *short == name);
    known.map_or(name, |(_, path)| path)
}

/// What a name stands for that is not bound, if there is one thing only that people import by it.
pub fn unmistakable(name: &str) -> Option<&'static str> {
    let mut known = UNMISTAKABLE.iter().copied();
    known.find(|path| path.rsplit('.').next() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::Catalogue;

    #[test]
    fn what_is_unmistakable_is_known() {
        let catalogue = Catalogue::builtin().unwrap();
        for path in UNMISTAKABLE {
            assert!(is_standard(path) || catalogue.knows(path), "{path}");
            let last = path.rsplit('.').next().unwrap_or(path);
            assert_eq!(unmistakable(last), Some(*path));
        }
        for name in COMMON_WORDS {
            assert!(is_standard(name), "{name}");
        }
        for name in ["Session", "Client", "Pool", "connect", "open", "Lock"] {
            assert_eq!(unmistakable(name), None, "{name}");
        }
    }
}
