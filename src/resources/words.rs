//! How an entry is spoken of: the article before its kind, and the verb around what it is done to.
//!
//! Both follow from the entry's words, so that a new one, or one of a `leaklab.toml`, need not say
//! them; where English does not follow, the entry does.

use super::Handle;

/// Letters whose names begin with a vowel: an F, an HTTP session, an SSH connection.
const SPOKEN_WITH_A_VOWEL: &str = "AEFHILMNORSX";

/// Vowels on paper that are consonants in the mouth: a unit, a one-time token.
const NO_VOWELS: [&str; 8] = ["uni", "use", "usa", "usu", "uti", "eu", "one", "once"];

/// And the other way round, or against the list above: an hour, an uninitialised buffer.
const VOWELS_ALL_THE_SAME: [&str; 7] = ["hour", "honest", "honour", "heir", "unin", "unim", "unid"];

/// What stands after its object in two words for one thing done: it is shut down, somebody shuts it
/// down. Of others, as `waited for`, the object stands at the end.
const PARTICLES: [&str; 9] = [
    "down", "back", "up", "out", "off", "away", "in", "over", "apart",
];

impl Handle {
    /// Its kind with the article: `a file`, `an executor`, `an HTTP session`.
    pub fn a_kind(&self) -> String {
        match self.article.as_deref() {
            None => format!("{} {}", article(&self.kind), self.kind),
            Some("") => self.kind.clone(),
            Some(article) => format!("{article} {}", self.kind),
        }
    }

    /// What somebody has done to it who has released it: `closed it`, `shut it down`, `waited for it`.
    pub fn has_released_it(&self) -> String {
        if let Some(said) = &self.released_it {
            return said.clone();
        }
        match self.released.rsplit_once(' ') {
            Some((verb, particle)) if PARTICLES.contains(&particle) => {
                format!("{verb} it {particle}")
            }
            _ => format!("{} it", self.released),
        }
    }
}

/// `a` or `an`, by the sound that words begin with.
fn article(words: &str) -> &'static str {
    let words = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first: String = words.chars().take_while(|c| c.is_alphanumeric()).collect();
    let mut letters = first.chars();
    let (Some(initial), next) = (letters.next(), letters.next()) else {
        return "a";
    };
    // HTTP, S3, gRPC and the X of an X connection are said letter by letter.
    let is_spelled = match next {
        None => initial.is_uppercase(),
        Some(next) if next.is_ascii_digit() => initial.is_uppercase(),
        Some(next) => next.is_uppercase(),
    };
    let small = first.to_ascii_lowercase();
    let begins_with = |any: &[&str]| any.iter().any(|it| small.starts_with(it));
    let has_vowel = match () {
        () if initial.is_ascii_digit() => small.starts_with('8') || ["11", "18"].contains(&&*small),
        () if is_spelled => SPOKEN_WITH_A_VOWEL.contains(initial.to_ascii_uppercase()),
        () if begins_with(&VOWELS_ALL_THE_SAME) => true,
        () => begins_with(&["a", "e", "i", "o", "u"]) && !begins_with(&NO_VOWELS),
    };
    if has_vowel { "an" } else { "a" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::Catalogue;

    /// Every kind of the catalogue that is not simply `a` and a small consonant, as it is spoken.
    const SPOKEN: &str = "
        a Bluetooth connection, a CAN bus, a Cassandra cluster, a FITS file, a gRPC channel,
        a Kafka client, a Kafka consumer, a Kafka producer, a Modbus connection, a MongoDB client,
        a netCDF file, a Parquet file, a POP3 connection, a Redis client, a ROOT file,
        a Telnet connection, a USB context, a ZeroMQ context, a ZeroMQ socket,
        a ZooKeeper session, an archive, an archive member, an event hub client, an event log,
        an event loop, an event queue, an event writer, an executor, an FTP connection,
        an HDF5 file, an HTTP connection, an HTTP response, an HTTP session, an I2C bus,
        an IMAP connection, an instrument, an LDAP connection, an MQTT loop, an observer,
        an SFTP session, an SMTP connection, an SSH connection, an XML event stream";

    /// What was done, and who did it, of every verb of the catalogue.
    const DONE: [(&str, &str); 19] = [
        ("awaited", "awaited it"),
        ("cleaned up", "cleaned it up"),
        ("cleared", "cleared it"),
        ("closed", "closed it"),
        ("disconnected", "disconnected it"),
        ("given back", "given it back"),
        ("joined", "joined it"),
        ("logged out", "logged it out"),
        ("quit", "quit it"),
        ("released", "released it"),
        ("removed", "removed it"),
        ("shut down", "shut it down"),
        ("stopped", "stopped it"),
        ("terminated", "terminated it"),
        ("unlinked", "unlinked it"),
        ("waited for", "waited for it"),
        // Of a `leaklab.toml`.
        ("handed in", "handed it in"),
        ("disposed of", "disposed of it"),
        ("switched off", "switched it off"),
    ];

    #[test]
    fn every_kind_of_the_catalogue_has_its_article() {
        let spoken: Vec<String> = (SPOKEN.split(','))
            .map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        for handle in Catalogue::builtin().unwrap().handles() {
            let said = handle.a_kind();
            let plain = handle
                .kind
                .starts_with(|c: char| c.is_ascii_lowercase() && !"aeiou".contains(c));
            let is_usual = plain && said == format!("a {}", handle.kind);
            assert!(
                spoken.contains(&said) || is_usual,
                "{}: {said}",
                handle.class
            );
        }
    }

    #[test]
    fn every_verb_of_the_catalogue_has_its_object_where_it_belongs() {
        for handle in Catalogue::builtin().unwrap().handles() {
            let said = (handle.released.as_str(), handle.has_released_it());
            let known = DONE
                .iter()
                .any(|(be, have)| (*be, (*have).to_owned()) == said);
            assert!(known, "{}: {said:?}", handle.class);
        }
        for (released, said) in DONE {
            let handle = handle("x", released);
            assert_eq!(handle.has_released_it(), said);
        }
    }

    #[test]
    fn resources_of_ones_own_are_spoken_of_well() {
        for (kind, article) in [
            ("lease", "a"),
            ("order", "an"),
            ("unit", "a"),
            ("uninitialised buffer", "an"),
            ("user session", "a"),
            ("hourly job", "an"),
            ("one-time token", "a"),
            ("USB device", "a"),
            ("LDAP connection", "an"),
            ("S3 client", "an"),
            ("SQLite database", "an"),
            ("X connection", "an"),
            ("8-bit channel", "an"),
            ("`Lease`", "a"),
            ("Ångström probe", "a"),
            ("", "a"),
        ] {
            let said = handle(kind, "closed").a_kind();
            assert_eq!(said, format!("{article} {kind}"));
        }
        let mut own = handle("RAM disk", "got rid");
        own.article = Some("a".to_owned());
        own.released_it = Some("got rid of it".to_owned());
        assert_eq!(
            (own.a_kind(), own.has_released_it()),
            ("a RAM disk".to_owned(), "got rid of it".to_owned())
        );
    }

    fn handle(kind: &str, released: &str) -> Handle {
        let text = format!("class = 'x'\nkind = '{kind}'\nreleased = '{released}'");
        toml::from_str(&text).unwrap()
    }
}
