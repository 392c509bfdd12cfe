//! Where a field is in JSON text that is known to be good: its line is for a message, no more.

/// Where the value of a dotted field such as `paths[1].steps` starts, or the nearest thing around it
/// that is in the text.
pub fn offset_of(text: &str, field: &str) -> usize {
    let field = field.replace('[', ".").replace(']', "");
    let mut place = Place {
        bytes: text.as_bytes(),
        at: 0,
    };
    place.skip_space();
    for name in field.split('.') {
        let here = place.at;
        if !place.enter(name) {
            return here;
        }
    }
    place.at
}

/// A place in JSON text.
struct Place<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Place<'_> {
    /// From the start of an object or a list to the start of the member or element of this name;
    /// false when there is none.
    fn enter(&mut self, name: &str) -> bool {
        let (is_object, is_list) = (self.is_at(b'{'), self.is_at(b'['));
        if !is_object && !is_list {
            return false;
        }
        self.at += 1;
        let mut index = 0_usize;
        loop {
            self.skip_space();
            if self.at >= self.bytes.len() || self.is_at(b'}') || self.is_at(b']') {
                return false;
            }
            let is_it = if is_object {
                let start = self.at + 1;
                self.skip_string();
                let found = self.bytes.get(start..self.at.saturating_sub(1));
                self.skip_space();
                self.at += 1;
                self.skip_space();
                found == Some(name.as_bytes())
            } else {
                name.parse() == Ok(index)
            };
            if is_it {
                return true;
            }
            self.skip_value();
            self.skip_space();
            if !self.is_at(b',') {
                return false;
            }
            self.at += 1;
            index += 1;
        }
    }

    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.skip_string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' | b',' if depth == 0 => return,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Past a string that begins here.
    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += match byte {
                b'\\' => 2,
                _ => 1,
            };
            if *byte == b'"' {
                return;
            }
        }
    }

    fn skip_space(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn is_at(&self, byte: u8) -> bool {
        self.bytes.get(self.at) == Some(&byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_through_lists_and_strings() {
        let text = r#"{"a": "}\",[", "b": [1, {"c": {"d": 2}}, {"c": 3, "e": [4]}], "f": null}"#;
        for (field, found) in [
            ("a", "\"}"),
            ("b[1].c.d", "2}"),
            ("b[2].c", "3,"),
            ("b[2].e[0]", "4]"),
            ("f", "null"),
            // What is not there: the nearest thing around it.
            ("b[2].nothing", "{\"c\": 3"),
            ("b[9]", "[1,"),
            ("f.more", "null"),
            ("nothing", "{\"a\""),
        ] {
            let at = offset_of(text, field);
            assert!(text[at..].starts_with(found), "{field}: {}", &text[at..]);
        }
    }
}
