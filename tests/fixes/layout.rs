//! The text around a fix stays as it was written.

use super::shape;
use expect_test::expect;

#[test]
fn comments_stay_where_they_are() {
    shape(
        "def read(path):\n    # before\n    f = open(path)  # opens\n    # between\n\n    text = f.read()  # reads\n    f.close()  # closes\n    # after\n    return text\n",
        &expect![[r#"
            # Use `with`
            def read(path):
                # before
                with open(path) as f:  # opens
                    # between

                    text = f.read()  # reads
                # closes
                # after
                return text
            # Call `f.close()` in a `finally`
            def read(path):
                # before
                f = open(path)  # opens
                try:
                    # between

                    text = f.read()  # reads
                finally:
                    f.close()
                # closes
                # after
                return text
        "#]],
    );
}

#[test]
fn dos_line_breaks_stay() {
    shape(
        "def read(path):\r\n    f = open(path)\r\n    text = f.read()\r\n    f.close()\r\n    return text\r\n",
        &expect![[r#"
            # Use `with`
            def read(path):␍
                with open(path) as f:␍
                    text = f.read()␍
                return text␍
            # Call `f.close()` in a `finally`
            def read(path):␍
                f = open(path)␍
                try:␍
                    text = f.read()␍
                finally:␍
                    f.close()␍
                return text␍
        "#]],
    );
}

#[test]
fn tabs_stay() {
    shape(
        "def read(path):\n\tf = open(path)\n\ttext = f.read()\n\tf.close()\n\treturn text\n",
        &expect![[r#"
            # Use `with`
            def read(path):
            →with open(path) as f:
            →→text = f.read()
            →return text
            # Call `f.close()` in a `finally`
            def read(path):
            →f = open(path)
            →try:
            →→text = f.read()
            →finally:
            →→f.close()
            →return text
        "#]],
    );
}

#[test]
fn two_spaces_stay() {
    shape(
        "def read(path):\n  f = open(path)\n  text = f.read()\n  f.close()\n  return text\n",
        &expect![[r#"
            # Use `with`
            def read(path):
              with open(path) as f:
                text = f.read()
              return text
            # Call `f.close()` in a `finally`
            def read(path):
              f = open(path)
              try:
                text = f.read()
              finally:
                f.close()
              return text
        "#]],
    );
}

#[test]
fn the_inside_of_a_long_string_stays() {
    shape(
        "def write(path):\n    f = open(path, 'w')\n    f.write('''first\n  second\n''')\n    f.close()\n",
        &expect![[r#"
            # Use `with`
            def write(path):
                with open(path, 'w') as f:
                    f.write('''first
              second
            ''')
            # Call `f.close()` in a `finally`
            def write(path):
                f = open(path, 'w')
                try:
                    f.write('''first
              second
            ''')
                finally:
                    f.close()
        "#]],
    );
}

#[test]
fn a_last_line_without_a_break() {
    shape(
        "def read(path):\n    f = open(path)\n    return f.read()",
        &expect![[r#"
            # Use `with`
            def read(path):
                with open(path) as f:
                    return f.read()⌁
            # Call `f.close()` in a `finally`
            def read(path):
                f = open(path)
                try:
                    return f.read()
                finally:
                    f.close()⌁
        "#]],
    );
}

#[test]
fn a_release_on_a_last_line_without_a_break() {
    shape(
        "def read(path):\n    f = open(path)\n    print(f.read())\n    f.close()",
        &expect![[r#"
            # Use `with`
            def read(path):
                with open(path) as f:
                    print(f.read())
            # Call `f.close()` in a `finally`
            def read(path):
                f = open(path)
                try:
                    print(f.read())
                finally:
                    f.close()
        "#]],
    );
}

#[test]
fn statements_on_one_line() {
    shape(
        "def read(path):\n    f = open(path); text = f.read(); f.close()\n    return text\n",
        &expect![[""]],
    );
}

#[test]
fn a_suite_on_the_line_of_its_head() {
    shape("def read(path): f = open(path)\n", &expect![[""]]);
}

#[test]
fn after_an_emoji() {
    shape(
        "def read(path):\n    '🗝🗝'; print('🗝')\n    f = open(path); '🗝'\n    return f.read()\n\n\ndef again(path):\n    f = open('🗝')  # 🗝\n    return f.read()\n",
        &expect![[r#"
            # Use `with`
            def read(path):
                '🗝🗝'; print('🗝')
                f = open(path); '🗝'
                return f.read()


            def again(path):
                with open('🗝') as f:  # 🗝
                    return f.read()
            # Call `f.close()` in a `finally`
            def read(path):
                '🗝🗝'; print('🗝')
                f = open(path); '🗝'
                return f.read()


            def again(path):
                f = open('🗝')  # 🗝
                try:
                    return f.read()
                finally:
                    f.close()
        "#]],
    );
}

#[test]
fn a_call_over_several_lines() {
    shape(
        "def read(path):\n    f = open(\n        path,\n        encoding='utf-8',\n    )\n    return f.read()\n",
        &expect![[r#"
            # Use `with`
            def read(path):
                with open(
                    path,
                    encoding='utf-8',
                ) as f:
                    return f.read()
            # Call `f.close()` in a `finally`
            def read(path):
                f = open(
                    path,
                    encoding='utf-8',
                )
                try:
                    return f.read()
                finally:
                    f.close()
        "#]],
    );
}

#[test]
fn a_backslash_at_the_end_of_a_line() {
    shape(
        "def read(path):\n    f = \\\n        open(path)\n    text = f.read() + \\\n        'end'\n    return text\n",
        &expect![[r#"
            # Use `with`
            def read(path):
                with open(path) as f:
                    text = f.read() + \
                        'end'
                return text
            # Call `f.close()` in a `finally`
            def read(path):
                f = \
                    open(path)
                try:
                    text = f.read() + \
                        'end'
                finally:
                    f.close()
                return text
        "#]],
    );
}
