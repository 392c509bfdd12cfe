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

/// The field that a place is in, by line and column from 1, or just after: a dotted path.
pub fn field_at(text: &str, line: usize, column: usize) -> Option<String> {
    let starts = text.split_inclusive('\n').take(line.checked_sub(1)?);
    let end = starts.map(str::len).sum::<usize>() + column;
    let mut place = Place {
        bytes: text.as_bytes(),
        at: 0,
    };
    // What is open around the place: of an object the last name, of a list the number.
    let mut open: Vec<(Option<&str>, usize)> = Vec::new();
    let mut is_name = false;
    while place.at < end.min(text.len()) {
        match place.bytes[place.at] {
            b'"' => {
                let start = place.at + 1;
                place.skip_string();
                let name = text.get(start..place.at.saturating_sub(1));
                if let (true, Some(last)) = (is_name, open.last_mut()) {
                    last.0 = name;
                    is_name = false;
                }
                continue;
            }
            b'{' => {
                open.push((None, 0));
                is_name = true;
            }
            b'[' => open.push((None, 0)),
            b'}' | b']' if place.at + 1 < end => {
                open.pop();
            }
            b',' if place.at + 1 < end => {
                if let Some(last) = open.last_mut() {
                    is_name = last.0.is_some();
                    last.1 += 1;
                }
            }
            _ => {}
        }
        place.at += 1;
    }
    let mut field = String::new();
    for (name, index) in open {
        match name {
            Some(name) if field.is_empty() => field.push_str(name),
            Some(name) => field.push_str(&format!(".{name}")),
            None => field.push_str(&format!("[{index}]")),
        }
    }
    (!field.is_empty() && !field.starts_with('[')).then_some(field)
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
