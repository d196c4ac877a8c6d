//! The story as a page: the same sentences, with a picture of the screen on which each happened.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>A demo of Kith</title>
<style>
  body { font: 18px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
         color: #1b2427; background: #fbfaf7 }
  h2 { margin-top: 3rem; border-top: 1px solid #c9c4b8; padding-top: 1.5rem }
  p.tell { font-style: italic }
  p.met::before { content: '✓ ' }
  figure { margin: 1rem 0 2rem }
  figure img { width: 100%; border: 1px solid #c9c4b8; border-radius: 8px }
  figcaption { color: #4a5457 }
</style>
<h1>A demo of Kith</h1>
<p>Everyone below runs Kith in a process of their own, with an encrypted database of their own. Between them
stands one relay, which passes on what it cannot read. Each picture is the screen of whoever acted, drawn by
the app itself.</p>
";

/// A folder of pictures and the page that shows them.
pub struct Gallery {
    folder: PathBuf,
    page: String,
    pictures: usize,
}

impl Gallery {
    /// Makes the folder, which must not exist.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir(folder)?;
        Ok(Self {
            folder: folder.canonicalize()?,
            page: HEAD.to_owned(),
            pictures: 0,
        })
    }

    /// A heading.
    pub fn chapter(&mut self, title: &str) {
        self.element("h2", "", title);
    }

    /// A paragraph of a kind.
    pub fn paragraph(&mut self, kind: &str, text: &str) {
        self.element("p", kind, text);
    }

    /// Where the next picture of someone goes.
    pub fn next(&mut self, handle: &str) -> PathBuf {
        self.pictures += 1;
        let handle: String = handle.chars().filter(char::is_ascii_alphanumeric).collect();
        self.folder
            .join(format!("{:03}-{handle}.png", self.pictures))
    }

    /// Shows a picture that was made.
    pub fn picture(&mut self, file: &Path, caption: &str) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let (name, caption) = (escaped(&name), escaped(caption));
        // Writing to a string does not fail.
        let _ = writeln!(
            self.page,
            "<figure><img loading=\"lazy\" src=\"{name}\" alt=\"{caption}\"><figcaption>{caption}</figcaption></figure>"
        );
    }

    /// Writes the page; answers where it is.
    pub fn close(&self) -> io::Result<PathBuf> {
        let page = self.folder.join("index.html");
        fs::write(&page, &self.page)?;
        Ok(page)
    }

    fn element(&mut self, tag: &str, kind: &str, text: &str) {
        let class = if kind.is_empty() {
            String::new()
        } else {
            format!(" class=\"{kind}\"")
        };
        let _ = writeln!(self.page, "<{tag}{class}>{}</{tag}>", escaped(text));
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_text_and_never_a_tag() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut gallery = Gallery::open(&folder.path().join("screens")).expect("opened");
        gallery.paragraph("deed", "<script src=\"x\">&");
        let picture = gallery.next("nurse");
        gallery.picture(&picture, "\"><b>");
        let page = fs::read_to_string(gallery.close().expect("written")).expect("read");
        assert!(page.contains("&lt;script src=&quot;x&quot;&gt;&amp;"));
        assert!(page.contains("alt=\"&quot;&gt;&lt;b&gt;\""));
        assert!(page.contains("src=\"001-nurse.png\""));
    }
}
