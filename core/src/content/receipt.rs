//! How far a device has come with what others said, and its person with reading it.

use ciborium::value::Value;

use super::{
    event::ContentError,
    fields::{self, Fields},
    head::FIRST_FIELD,
};
use crate::ids::DeviceId;

/// Most devices of which a receipt speaks. Of eight it is as long on the wire as words of 200 bytes.
pub const MAX_MARKS: usize = 64;

const MARKS: u64 = FIRST_FIELD;

/// What a device says of itself and its person, of the room that it says it to. The largest counters that
/// were ever told are what counts, so none is missed that another one follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Of each device that spoke how far.
    pub marks: Vec<Mark>,
}

/// How far somebody has come with what one device said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The device that said it.
    pub device: DeviceId,
    /// The counter up to which it has come; 0: nothing is said of it.
    pub delivered: u64,
    /// The counter up to which it was on the screen; 0: nothing is said of it.
    pub seen: u64,
}

impl Receipt {
    /// As an event carries it.
    pub fn encode(&self) -> Vec<u8> {
        let marks = self.marks.iter().map(|mark| {
            Value::Array(vec![
                Value::Bytes(mark.device.0.to_vec()),
                Value::from(mark.delivered),
                Value::from(mark.seen),
            ])
        });
        let mut fields = Fields::new();
        fields.push(MARKS, Value::Array(marks.collect()));
        fields.encode()
    }

    /// Reads what [`Self::encode`] made.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ContentError> {
        let fields = Fields::read(bytes)?;
        let marks = fields.list(MARKS, MAX_MARKS)?.iter().map(|mark| {
            let [device, delivered, seen] = mark.as_array().map_or(&[][..], Vec::as_slice) else {
                return Err(ContentError::Unreadable);
            };
            Ok(Mark {
                device: DeviceId(fields::bytes(device)?),
                delivered: fields::number(delivered)?,
                seen: fields::number(seen)?,
            })
        });
        Ok(Self {
            marks: marks.collect::<Result<_, _>>()?,
        })
    }

    /// How far they have come with what a device said: what was on the screen has come.
    pub fn of(&self, device: &DeviceId) -> Option<(u64, u64)> {
        let marks = self.marks.iter().filter(|mark| mark.device == *device);
        marks
            .map(|mark| (mark.delivered.max(mark.seen), mark.seen))
            .reduce(|one, other| (one.0.max(other.0), one.1.max(other.1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{
        event::{ContentKind, Event, NONE_BEFORE},
        stamp::Stamp,
        text::Text,
    };

    fn of_devices(count: u8, counter: u64) -> Receipt {
        let mark = |device| Mark {
            device: DeviceId([device; 16]),
            delivered: counter,
            seen: counter,
        };
        Receipt {
            marks: (0..count).map(mark).collect(),
        }
    }

    #[test]
    fn a_receipt_comes_back_as_it_was() {
        for count in [0, 1, 8, 64] {
            let receipt = of_devices(count, 1 << 50);
            assert_eq!(Receipt::decode(&receipt.encode()), Ok(receipt));
        }
        assert!(Receipt::decode(&of_devices(65, 1).encode()).is_err());
        let twice = Receipt {
            marks: [(3, 9), (7, 2)]
                .map(|(delivered, seen)| Mark {
                    device: DeviceId([1; 16]),
                    delivered,
                    seen,
                })
                .into(),
        };
        assert_eq!(twice.of(&DeviceId([1; 16])), Some((9, 9)));
        assert_eq!(twice.of(&DeviceId([2; 16])), None);
    }

    #[test]
    fn five_hundred_messages_of_eight_devices_are_one_event_no_longer_than_words() {
        let event = |kind, counter, content| {
            let event = Event {
                kind,
                counter,
                previous: NONE_BEFORE,
                said: Stamp::at(1_790_000_000_000),
                content,
            };
            event.encode().len()
        };
        let receipt = of_devices(8, 60_000).encode();
        let words = Text::new(&"x".repeat(200)).expect("words").encode();
        let words = event(ContentKind::TEXT, 60_000, words);
        assert!(event(ContentKind::RECEIPT, 0, receipt) <= words);
    }
}
