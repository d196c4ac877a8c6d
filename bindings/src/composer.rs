//! The field of a conversation.

use std::sync::Arc;

use kith_core::{
    ids::{ConversationId, PersonId},
    present::{Again, Composer as Core, Editing, Field, FieldChange as Changed, Problem},
    rights::table::Audience,
    store::rows::EventRow,
    view::{PersonRow, QuoteRow},
};

use crate::{KithClient, KithError, end::End, runtime::Spawner};

/// What the field of a conversation shows.
#[uniffi::remote(Record)]
pub struct Field {
    /// Which of the fields that were shown this is: counts up.
    pub number: u64,
    /// The words so far; kept on this device until they are sent.
    pub text: String,
    /// Who will read them.
    pub audience: Audience,
    /// Whom this person can choose from. More than those that they can write to where what they began
    /// is for others: it never becomes for more people by itself.
    pub choices: Vec<Audience>,
    /// Who will read them, this person not among them.
    pub readers: Vec<PersonRow>,
    /// Whom the name may mean that is begun behind an @ at the end of the words, of those readers.
    #[uniffi(default = [])]
    pub naming: Vec<PersonRow>,
    /// The row that they answer.
    #[uniffi(default = None)]
    pub reply: Option<EventRow>,
    /// What is shown of it, once it was read: a change tells.
    #[uniffi(default = None)]
    pub quote: Option<QuoteRow>,
    /// The message in place of whose words they are; nothing where they are new.
    #[uniffi(default = None)]
    pub editing: Option<Editing>,
}

/// Which message's words stand in the field.
#[uniffi::remote(Record)]
pub struct Editing {
    /// The message.
    pub row: EventRow,
    /// Its words until now.
    pub was: String,
}

/// What is done once more by [`Composer::again`].
#[uniffi::remote(Enum)]
pub enum Again {
    /// Sending, at its time if it had one: what could not be sent stands in the field again. Where that is not what
    /// stands there any more, nothing goes out at another time than was said, and nothing that is not seen.
    Send,
    /// Keeping what stands in the field, which nobody asked for.
    Keep,
    /// Taking back a message that was refused, or said just now.
    TakeBack(EventRow),
    /// Putting the words of a message into the field.
    Edit(EventRow),
    /// Sending other words for a message: they stand in the field again.
    Replace,
}

/// The field is not what it was; it is read with [`Composer::field`].
#[derive(uniffi::Record)]
pub struct FieldChange {
    /// What could not be done.
    pub trouble: Option<Trouble>,
    /// When what stands in the field is to be said has to be asked anew: it was to be said at a time, and is not what
    /// it was, or stands there with others.
    pub asks_when: bool,
}

/// What could not be done. Nothing was lost by it.
#[derive(uniffi::Record)]
pub struct Trouble {
    /// Why.
    pub problem: Problem,
    /// How it is done once more.
    pub again: Again,
}

impl From<Changed> for FieldChange {
    fn from(change: Changed) -> Self {
        Self {
            trouble: change.trouble.map(|trouble| Trouble {
                problem: KithError::from(trouble.error).problem(),
                again: trouble.again,
            }),
            asks_when: change.asks_when,
        }
    }
}

/// The field of an open conversation. What the person does is shown at once and stored behind their back, in
/// its order and to its end: not even letting go of this keeps something from being stored.
#[derive(uniffi::Object)]
pub struct Composer {
    core: Arc<Core>,
    end: End,
    spawner: Spawner,
}

impl Composer {
    pub(crate) fn new(core: Core, spawner: Spawner) -> Arc<Self> {
        Arc::new(Self {
            core: Arc::new(core),
            end: End::default(),
            spawner,
        })
    }
}

#[uniffi::export]
impl Composer {
    /// What the field shows now.
    pub fn field(&self) -> Field {
        self.core.field()
    }

    /// The person wrote: what they saw of a field, by its number, is this now; by default the one that was
    /// answered last. What came since stays, and what is begun is for whom that field showed.
    #[uniffi::method(default(of = None))]
    pub fn write(&self, text: String, of: Option<u64>) -> Field {
        match of {
            Some(number) => self.core.write_on(number, text),
            None => self.core.write(text),
        }
    }

    /// The person named one of those who read it: the whole name stands behind the @ at the end of the words.
    /// Nothing changes where there is none, or they do not read it.
    pub fn name(&self, person: PersonId) -> Field {
        self.core.name(person)
    }

    /// The person chose who reads it.
    pub fn write_to(&self, audience: Audience) -> Field {
        self.core.write_to(audience)
    }

    /// The person answers a row that these read: what is begun goes to them. Nothing changes where that is only for
    /// the clinic and others read the row. Whoever chooses other readers then answers nothing.
    pub fn answer(&self, row: EventRow, audience: Audience) -> Field {
        self.core.answer(row, audience)
    }

    /// The person answers nothing any more.
    pub fn answer_nothing(&self) -> Field {
        self.core.answer_nothing()
    }

    /// Sends what the person saw in a field, by its number; by default in the one that was answered last. It is
    /// empty at once; nothing is sent where that is nothing. Where it could not be sent it stands there again,
    /// before what was typed meanwhile.
    #[uniffi::method(default(of = None))]
    pub fn send(&self, of: Option<u64>) -> Field {
        match of {
            Some(number) => self.core.send_of(number),
            None => self.core.send(),
        }
    }

    /// As [`Self::send`], at a time: milliseconds since 1970 (UTC), by this device's clock. Other words for a message
    /// wait for nothing: they are sent now.
    #[uniffi::method(default(of = None))]
    pub fn send_later(&self, at: u64, of: Option<u64>) -> Field {
        match of {
            Some(number) => self.core.send_later_of(number, at),
            None => self.core.send_later(at),
        }
    }

    /// Takes a message back that the relay will never take, or that was said just now (`undoUntil` of its row): its
    /// words stand behind what is in the field.
    pub fn take_back(&self, row: EventRow) {
        self.core.take_back(row);
    }

    /// Puts the words of one's own message into the field, above what is begun there: sending puts what stands
    /// there then in their place.
    pub fn edit(&self, row: EventRow) {
        self.core.edit(row);
    }

    /// Leaves the message whose words stand in the field as it is: what was begun before stands there again.
    pub fn cancel_edit(&self) -> Field {
        self.core.cancel_edit()
    }

    /// Does once more what could not be done.
    pub fn again(&self, what: Again) -> Field {
        self.core.again(what)
    }

    /// Waits until the field is not what it was, other than by what these calls answered: at once the first
    /// time. Nothing once this was cancelled, or the client closed and it was told what could not be done for
    /// that; whoever does more then asks this too. Waits while the client is suspended or locked.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such conversation; those of the store. Asked again it tries again.
    pub async fn next(&self) -> Result<Option<FieldChange>, KithError> {
        let core = Arc::clone(&self.core);
        let next = async move { Ok(core.next().await?.map(FieldChange::from)) };
        self.spawner.run(self.end.unless(next)).await
    }

    /// Whoever waits gets nothing any more. What was written is stored all the same.
    pub fn cancel(&self) {
        self.end.come();
    }
}

#[uniffi::export]
impl KithClient {
    /// The field of a conversation, as long as someone writes there.
    pub fn compose(&self, conversation: ConversationId) -> Arc<Composer> {
        let spawner = self.spawner.clone();
        let core = spawner.within(|| self.core.compose(conversation));
        Composer::new(core, spawner)
    }
}
