//! Names of offices, told from those of persons and places.

/// Words in the name of an office, and in that of hardly a person.
const OFFICE: [&str; 36] = [
    "agency",
    "association",
    "authority",
    "bank",
    "board",
    "bureau",
    "centre",
    "center",
    "college",
    "commission",
    "committee",
    "communications",
    "conference",
    "constabulary",
    "corporation",
    "council",
    "department",
    "embassy",
    "foundation",
    "government",
    "group",
    "inc",
    "institute",
    "limited",
    "ltd",
    "media",
    "ministry",
    "news",
    "newsroom",
    "office",
    "police",
    "press",
    "relations",
    "service",
    "team",
    "university",
];

/// True for a name that has such a word.
pub(super) fn is_office(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| OFFICE.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_has_its_word() {
        assert!(is_office("Skerry Constabulary") && is_office("Press Office, Ayr Council"));
        assert!(!is_office("Ailsa Munro") && !is_office("Skerry"));
    }
}
