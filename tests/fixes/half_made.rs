//! Repairs of objects whose making fails: nobody has them yet, or nothing is offered.

use super::{shape, titles};
use expect_test::expect;

#[test]
fn an_object_that_is_half_made() {
    shape(
        "import socket\n\nclass Line:\n    def __init__(self, address):\n        self.sock = socket.socket()\n        self.sock.connect(address)\n        self.address = address\n\n    def close(self):\n        self.sock.close()\n",
        &expect![[r#"
            # Call `self.sock.close()` where it fails
            import socket

            class Line:
                def __init__(self, address):
                    self.sock = socket.socket()
                    try:
                        self.sock.connect(address)
                        self.address = address
                    except BaseException:
                        self.sock.close()
                        raise

                def close(self):
                    self.sock.close()
        "#]],
    );
}

#[test]
fn an_object_that_somebody_may_have_already_keeps_what_it_has() {
    // What the handlers swallow is no failure: whoever made the object goes on with it.
    shape(
        "class Log:\n    def __init__(self, path, check):\n        self.file = open(path)\n        try:\n            check(path)\n        except ValueError:\n            pass\n\n    def close(self):\n        self.file.close()\n",
        &expect![[r#"
            # Call `self.file.close()` where it fails
            class Log:
                def __init__(self, path, check):
                    self.file = open(path)
                    try:
                        try:
                            check(path)
                        except ValueError:
                            pass
                    except BaseException:
                        self.file.close()
                        raise

                def close(self):
                    self.file.close()
        "#]],
    );
    for (head, body) in [
        ("class Log:", "register(self)"),
        ("class Log:", "self.register(path)"),
        ("class Log:", "self.late = lambda: self.file"),
        ("class Log:", "self.lines = (line for line in self.file)"),
        ("class Log:", "self.lines = [str(self) for _ in path]"),
        ("class Log:", "register(self.file)"),
        ("class Log:", "self.read = self.file.read"),
        ("class Log:", "register.file = self.file"),
        ("class Log:", "super().__init__()"),
        (
            "class Log:",
            "def late():\n            return self.file\n        path.later = late",
        ),
        ("class Log:", "path += [self]"),
        ("class Log:", "other = self\n        register(other)"),
        ("class Log:", "register(locals())"),
        ("class Log:", "register(self.__dict__)"),
        ("class Log:", "self.size = path"),
        ("class Log(Base):", "register(path)"),
        ("class Log(metaclass=Kept):", "register(path)"),
        ("@kept\nclass Log:", "register(path)"),
    ] {
        let text = format!(
            "{head}\n    def __init__(self, path, register):\n        self.file = open(path)\n        {body}\n        register(path)\n\n    def register(self, path):\n        path.append(self)\n\n    @property\n    def size(self):\n        return 1\n\n    @size.setter\n    def size(self, all):\n        all.append(self)\n\n    def close(self):\n        self.file.close()\n"
        );
        assert_eq!(titles(&text), [""; 0], "{text}");
    }
}

#[test]
fn an_object_that_is_half_made_with_what_is_made_of_its_handle() {
    shape(
        "import socket\n\nclass Line:\n    def __init__(self, address):\n        self.sock = socket.socket()\n        self.shared = self.sock.share(0)\n        self.sock.connect(address)\n\n    def close(self):\n        self.sock.close()\n",
        &expect![[r#"
            # Call `self.sock.close()` where it fails
            import socket

            class Line:
                def __init__(self, address):
                    self.sock = socket.socket()
                    try:
                        self.shared = self.sock.share(0)
                        self.sock.connect(address)
                    except BaseException:
                        self.sock.close()
                        raise

                def close(self):
                    self.sock.close()
        "#]],
    );
    shape(
        "import socket\n\nclass Line:\n    def __init__(self, address, found):\n        self.sock = socket.socket()\n        self.shared = self.sock.share(0)\n        found.append(self.shared)\n        self.sock.connect(address)\n\n    def close(self):\n        self.sock.close()\n",
        &expect![[r#""#]],
    );
}
