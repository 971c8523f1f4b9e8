//! What is known of words, by word. Door: hashbrown.

/// Anything by word.
///
/// Every word of every release is looked up in some of these. The hash of the standard library is made to withstand
/// whoever chooses the keys, and took longer than all the rest of a look-up; these keys are chosen by us.
pub type ByWord<V> = hashbrown::HashMap<String, V>;

/// Anything by a piece of a text, for as long as the text is there. The hash is seeded anew for each.
pub type ByText<'t, V> = hashbrown::HashMap<&'t str, V>;
