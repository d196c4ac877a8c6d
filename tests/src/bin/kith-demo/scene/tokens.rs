//! Splits a line into words, quoted texts and commas.

use super::Mistake;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it begins, in characters from 1.
    pub column: usize,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word, as written.
    Word(String),
    /// What stands between two quotation marks.
    Text(String),
    /// A comma.
    Comma,
}

impl Kind {
    /// The piece as it may be named in a sentence about it.
    pub fn shown(&self) -> String {
        match self {
            Self::Word(word) => format!("`{word}`"),
            Self::Text(_) => "a quoted text".into(),
            Self::Comma => "a comma".into(),
        }
    }
}

/// The pieces of a line; none for an empty one or a comment.
pub fn split(line: &str, number: usize) -> Result<Vec<Token>, Mistake> {
    let mistake = |column, what: &str| Mistake {
        line: number,
        column,
        what: what.into(),
    };
    let mut tokens = Vec::new();
    let mut rest = line.chars().zip(1..).peekable();
    while let Some((c, column)) = rest.next() {
        let kind = match c {
            '#' if tokens.is_empty() => break,
            c if c.is_whitespace() => continue,
            ',' => Kind::Comma,
            '"' => {
                let mut text = String::new();
                loop {
                    match rest.next() {
                        Some(('"', _)) => break,
                        Some((c, _)) => text.push(c),
                        None => return Err(mistake(column, "this quotation is not closed")),
                    }
                }
                if text.trim().is_empty() {
                    return Err(mistake(column, "there is nothing in this quotation"));
                }
                Kind::Text(text)
            }
            c if is_of_word(c) => {
                let mut word = String::from(c);
                while let Some((c, _)) = rest.next_if(|(c, _)| is_of_word(*c)) {
                    word.push(c);
                }
                Kind::Word(word)
            }
            c if c.is_control() => return Err(mistake(column, "an invisible character")),
            c => return Err(mistake(column, &format!("`{c}` has no meaning here"))),
        };
        tokens.push(Token { kind, column });
    }
    Ok(tokens)
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '\'' | '’')
}
