//! `Link` headers (RFC 8288): the next page, the one address of an answer, its other forms.

use std::borrow::Cow;

use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::resource::Form;
use crate::query::with_parameters;

/// Links of an answer, as they are written into its head.
#[derive(Debug, Default)]
pub(super) struct Links(String);

impl Links {
    /// The one address of a page in this form, and those of the others that it has. The parameters are in their one
    /// spelling.
    pub(super) fn among(forms: &[Form], form: Form, page: &str, parameters: &str) -> Self {
        let at = |form: Form| with_parameters(&form.path(page), parameters);
        let others = forms.iter().filter(|other| **other != form);
        others.fold(Self::default().to("canonical", &at(form)), |links, other| {
            links.alternate(&at(*other), other.media_type())
        })
    }

    /// A link to a path of ours; addresses are relative, as the standard allows.
    pub(super) fn to(self, rel: &str, address: &str) -> Self {
        self.add(address, &["; rel=\"", rel, "\""])
    }

    /// A link to another form of the same.
    pub(super) fn alternate(self, address: &str, media_type: &str) -> Self {
        let media_type = media_type.split(';').next().unwrap_or_default();
        self.add(address, &["; rel=\"alternate\"; type=\"", media_type, "\""])
    }

    /// A link to what describes it, in a form that reference managers read.
    pub(super) fn described_by(self, address: &str, media_type: &str) -> Self {
        self.add(address, &["; rel=\"describedby\"; type=\"", media_type, "\""])
    }

    fn add(mut self, address: &str, parameters: &[&str]) -> Self {
        if !self.0.is_empty() {
            self.0.push_str(", ");
        }
        self.0.push('<');
        self.0.push_str(&uri(address));
        self.0.push('>');
        self.0.extend(parameters.iter().copied());
        self
    }

    /// The answer with these links. What cannot stand in a header is left out.
    pub(super) fn on(self, mut response: Response) -> Response {
        if let Ok(links) = HeaderValue::try_from(self.0)
            && !links.is_empty()
        {
            response.headers_mut().append(header::LINK, links);
        }
        response
    }
}

/// An address as it may stand between angle brackets: what the form encoding of parameters leaves as it is may not.
pub(super) fn uri(address: &str) -> Cow<'_, str> {
    let stays = |byte: u8| {
        matches!(byte, b'!'..=b'~') && !matches!(byte, b'<' | b'>' | b'"' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
    };
    if address.bytes().all(stays) {
        return Cow::Borrowed(address);
    }
    let mut written = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            byte if stays(byte) => written.push(char::from(byte)),
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    Cow::Owned(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    #[test]
    fn links_stand_in_one_header_and_cannot_break_out_of_it() {
        let links = Links::default().to("next", "/a?q=>\r\n; rel=\"x\"").alternate("/a.csv", "text/csv; charset=utf-8");
        let response = links.on(().into_response());
        assert_eq!(
            response.headers()[header::LINK],
            "</a?q=%3E%0D%0A;%20rel=%22x%22>; rel=\"next\", </a.csv>; rel=\"alternate\"; type=\"text/csv\""
        );
    }
}
