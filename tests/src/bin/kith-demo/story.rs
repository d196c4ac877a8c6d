//! What is told: the story, on the screen, in the transcript and, with pictures, on a page.

use std::{
    fs::File,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use crate::gallery::Gallery;

/// Columns of a printed line.
const WIDTH: usize = 92;

/// The story as it is told.
pub struct Story {
    transcript: File,
    styled: bool,
    gallery: Option<Gallery>,
}

impl Story {
    /// Begins one; the transcript must not exist.
    pub fn begin(transcript: &Path, gallery: Option<Gallery>) -> io::Result<Self> {
        let styled = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Ok(Self {
            transcript: File::create_new(transcript)?,
            styled,
            gallery,
        })
    }

    /// A heading.
    pub fn chapter(&mut self, title: &str) -> io::Result<()> {
        if let Some(gallery) = &mut self.gallery {
            gallery.chapter(title);
        }
        self.blank()?;
        let rule = "─".repeat(WIDTH.saturating_sub(title.chars().count() + 4));
        self.line(&format!("── {title} {rule}"), "1")
    }

    /// The narrator speaks.
    pub fn tell(&mut self, text: &str) -> io::Result<()> {
        self.page("tell", text);
        self.blank()?;
        self.wrapped(text, "  ", "  ", "3")?;
        self.blank()
    }

    /// Something that was expected is so.
    pub fn met(&mut self, text: &str) -> io::Result<()> {
        self.page("met", text);
        self.wrapped(text, "✓ ", "  ", "2")
    }

    /// Someone did something.
    pub fn deed(&mut self, text: &str) -> io::Result<()> {
        self.page("deed", text);
        self.wrapped(text, "» ", "  ", "")
    }

    /// What a program answered to it.
    pub fn answer(&mut self, lines: &[String]) -> io::Result<()> {
        lines
            .iter()
            .try_for_each(|line| self.wrapped(line, "    ", "    ", "2"))
    }

    /// What somebody's screen shows.
    pub fn screen(&mut self, title: &str, lines: &[String]) -> io::Result<()> {
        self.line(&format!("  ┌ {title}"), "2")?;
        for line in lines {
            let style = if line.contains("  !! ") { "1" } else { "" };
            self.wrapped(line, "  │ ", "  │        ", style)?;
        }
        self.line("  └", "2")
    }

    /// Plain lines.
    pub fn plain(&mut self, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| self.line(line, ""))
    }

    /// Where the next picture of someone goes, if pictures are wanted.
    pub fn next_picture(&mut self, handle: &str) -> Option<PathBuf> {
        self.gallery.as_mut().map(|gallery| gallery.next(handle))
    }

    /// Shows a picture that was made.
    pub fn picture(&mut self, file: &Path, caption: &str) {
        if let Some(gallery) = &mut self.gallery {
            gallery.picture(file, caption);
        }
    }

    /// Writes the page, if there is one; answers where it is.
    pub fn close_gallery(&self) -> io::Result<Option<PathBuf>> {
        self.gallery.as_ref().map(Gallery::close).transpose()
    }

    fn page(&mut self, kind: &str, text: &str) {
        if let Some(gallery) = &mut self.gallery {
            gallery.paragraph(kind, text);
        }
    }

    /// An empty line.
    pub fn blank(&mut self) -> io::Result<()> {
        self.line("", "")
    }

    fn wrapped(&mut self, text: &str, first: &str, next: &str, style: &str) -> io::Result<()> {
        let mut line = first.to_owned();
        let mut begun = false;
        for word in text.split(' ') {
            if begun && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(&line, style)?;
                line = next.to_owned();
                begun = false;
            }
            if begun {
                line.push(' ');
            }
            line.push_str(word);
            begun = true;
        }
        self.line(&line, style)
    }

    fn line(&mut self, line: &str, style: &str) -> io::Result<()> {
        let line = line.trim_end();
        writeln!(self.transcript, "{line}")?;
        let mut out = io::stdout().lock();
        if self.styled && !style.is_empty() {
            writeln!(out, "\x1b[{style}m{line}\x1b[0m")
        } else {
            writeln!(out, "{line}")
        }
    }
}
