//! Who is named as the author: a person, whose name has parts, or a body, whose name has none.

/// The name of an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// A person.
    Person {
        /// All but the family name.
        given: String,
        /// The name to sort by.
        family: String,
    },
    /// An organisation; or a person whose name cannot be told apart safely, which is printed as it stands.
    Body(String),
}

/// What stands in names of bodies, of offices and of ranks. A person taken for a body is printed in full; a body taken for
/// a person would be taken apart ("Conference, N. P. C.").
const NOT_OF_PEOPLE: &[&str] = &[
    "agency",
    "alliance",
    "and",
    "assistant",
    "association",
    "authority",
    "board",
    "bureau",
    "centre",
    "chief",
    "chiefs",
    "college",
    "commission",
    "commissioner",
    "committee",
    "communications",
    "company",
    "conference",
    "constable",
    "constabulary",
    "corporation",
    "council",
    "court",
    "department",
    "desk",
    "detective",
    "director",
    "division",
    "dr",
    "federation",
    "force",
    "foundation",
    "government",
    "group",
    "home",
    "inc",
    "inspector",
    "institute",
    "lead",
    "limited",
    "lord",
    "ltd",
    "media",
    "minister",
    "ministry",
    "network",
    "news",
    "of",
    "office",
    "officer",
    "organisation",
    "organization",
    "partnership",
    "party",
    "plc",
    "police",
    "press",
    "professor",
    "project",
    "prosecution",
    "public",
    "relations",
    "secretary",
    "senator",
    "sergeant",
    "service",
    "services",
    "sir",
    "society",
    "staff",
    "superintendent",
    "team",
    "the",
    "trust",
    "union",
    "unit",
    "university",
];

/// Words within family names.
const PARTICLES: &[&str] =
    &["al", "ap", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "la", "le", "ten", "van", "von", "y"];

impl Name {
    /// Reads a name as a record gives it, of a release of this publisher; `None` where there is none.
    pub fn read(name: &str, publisher: Option<&str>) -> Option<Self> {
        let name = super::one_line(name);
        if name.is_empty() {
            return None;
        }
        let body = |name: String| Some(Self::Body(name));
        if Some(name.as_str()) == publisher || name.chars().any(|c| c.is_ascii_digit() || "@/&()|:;\"".contains(c)) {
            return body(name);
        }
        if let Some((family, given)) = name.split_once(", ") {
            let is_person = !given.contains(',') && are_of_a_person(family) && are_of_a_person(given);
            return if is_person {
                Some(Self::Person { given: given.to_owned(), family: family.to_owned() })
            } else {
                body(name)
            };
        }
        let words: Vec<&str> = name.split(' ').collect();
        if !(2..=5).contains(&words.len()) || !are_of_a_person(&name) {
            return body(name);
        }
        let family = words.iter().skip(1).position(|word| PARTICLES.contains(&word.to_lowercase().as_str()));
        let at = family.map_or(words.len() - 1, |at| at + 1);
        match words.split_at(at) {
            (given, family) if !family.is_empty() => {
                Some(Self::Person { given: given.join(" "), family: family.join(" ") })
            }
            _ => body(name),
        }
    }
}

/// Whether all words may be parts of a person's name.
fn are_of_a_person(words: &str) -> bool {
    words.split(' ').all(|word| {
        let folded = word.trim_end_matches(['.', ',']).to_lowercase();
        let begins_large = word.chars().next().is_some_and(|first| first.is_uppercase() || !first.is_ascii());
        let shouted = word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase());
        PARTICLES.contains(&folded.as_str()) || (begins_large && !shouted && !NOT_OF_PEOPLE.contains(&folded.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_have_parts_and_bodies_have_none() {
        let person = |given: &str, family: &str| Some(Name::Person { given: given.into(), family: family.into() });
        let body = |name: &str| Some(Name::Body(name.into()));
        let read = |name: &str| Name::read(name, Some("Northmere"));
        assert_eq!(read("Ann Ames"), person("Ann", "Ames"));
        assert_eq!(read("  Ann\nB.  Ames "), person("Ann B.", "Ames"));
        assert_eq!(read("Ames, Ann"), person("Ann", "Ames"));
        assert_eq!(read("Ann van der Berg"), person("Ann", "van der Berg"));
        assert_eq!(read("Élise Ó Briain"), person("Élise Ó", "Briain"));
        for name in [
            "Press Office",
            "Northmere",
            "NPCC",
            "BBC News",
            "Chief Constable Ann Ames",
            "Ann",
            "desk@a.example",
            "Ann and Bea Ames",
            "Ames & Sons",
            "the desk",
            "A, B, C",
        ] {
            assert_eq!(read(name), body(name), "{name}");
        }
        assert_eq!(read(" "), None);
    }
}
