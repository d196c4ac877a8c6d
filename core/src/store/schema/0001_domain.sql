-- Everything hangs on an account (one enrolment: a person at one clinic through one relay),
-- a circle (the patient's) and its rooms (one MLS group each), which are shown as conversations.

CREATE TABLE account (
    id                  INTEGER PRIMARY KEY,
    relay               TEXT    NOT NULL,
    pins                BLOB    NOT NULL,             -- CBOR list of TLS pins, empty: public roots
    clinic              BLOB    NOT NULL,             -- fingerprint of the clinic's root
    name                TEXT    NOT NULL,             -- what the person wants to be called
    person_key          BLOB    NOT NULL,             -- public halves, so that no secret is touched to say who we are
    device_key          BLOB    NOT NULL,
    person_secret       BLOB    NOT NULL,
    device_secret       BLOB    NOT NULL,
    inbox_secret        BLOB    NOT NULL,
    inbox_public        BLOB    NOT NULL,
    certificate         BLOB    NOT NULL,             -- CBOR Signed<DeviceCertificate>
    attestations        BLOB,                         -- CBOR list of accounts::Attested, one for each role
    documents           BLOB,                         -- CBOR Clinic: issuer, profile, revocations
    issuer_serial       INTEGER NOT NULL DEFAULT 0,
    profile_version     INTEGER NOT NULL DEFAULT 0,
    revocations_version INTEGER NOT NULL DEFAULT 0,
    documents_at        INTEGER NOT NULL DEFAULT 0,   -- ms; when the older of profile and revocations was signed
    incarnation         BLOB,
    inbox_cursor        INTEGER NOT NULL DEFAULT 0,
    last_resort         INTEGER,                      -- ms; when its key package of last resort was made, or first looked for
    synced_at           INTEGER,                      -- ms; the last time that nothing was left to fetch
    heard_at            INTEGER,                      -- ms by this device's clock; when the relay last answered
    enrolment           BLOB,                         -- CBOR Enrolment that was answered (or is asked for): a restored relay may have forgotten it
    revoked             INTEGER NOT NULL DEFAULT 0    -- 1: the clinic has revoked this device
) STRICT;

-- Requests to the relay that are not about a group's log. Done in order, each repeatable.
CREATE TABLE errand (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account    INTEGER NOT NULL REFERENCES account (id),
    kind       INTEGER NOT NULL,
    payload    BLOB    NOT NULL
) STRICT;
CREATE INDEX errand_by_account ON errand (account, id);

CREATE TABLE circle (
    id         INTEGER PRIMARY KEY,
    account    INTEGER NOT NULL REFERENCES account (id),
    circle     BLOB    NOT NULL UNIQUE,
    patient    BLOB    NOT NULL,                      -- person key
    title      TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- What is shown as one: the rooms of a circle that are for more than two, or one room of two.
CREATE TABLE conversation (
    id              INTEGER PRIMARY KEY,
    circle          INTEGER NOT NULL REFERENCES circle (id),
    conversation_id BLOB    NOT NULL UNIQUE,          -- ConversationId
    person          BLOB,                             -- person: with whom, of a room of two; NULL: the circle's
    name            TEXT,                             -- what they were called when it began
    person_key      BLOB
) STRICT;
CREATE INDEX conversation_of ON conversation (circle, id);

CREATE TABLE room (
    id             INTEGER PRIMARY KEY,
    circle         INTEGER NOT NULL REFERENCES circle (id),
    conversation   INTEGER NOT NULL REFERENCES conversation (id),
    room_id        BLOB    NOT NULL UNIQUE,           -- RoomId: in whichever group it goes on
    group_id       BLOB    NOT NULL UNIQUE,
    audience       INTEGER NOT NULL,
    generation     INTEGER NOT NULL,                  -- how many groups of the room there were before
    state          INTEGER NOT NULL,                  -- RoomState
    cursor         INTEGER NOT NULL,                  -- last log entry that was processed
    node           INTEGER NOT NULL,                  -- commit that began our epoch
    epoch          INTEGER NOT NULL,
    policy_version INTEGER NOT NULL,
    revocations    INTEGER NOT NULL DEFAULT 0,        -- version of the revocations in the policy
    revocations_serial INTEGER NOT NULL DEFAULT 0,    -- serial of the issuer that signed them
    counter        INTEGER NOT NULL DEFAULT 0,        -- of this device's last event
    last_hash      BLOB    NOT NULL,                  -- of this device's last event
    said           INTEGER NOT NULL DEFAULT 0,        -- stamp of this device's last event
    newest         INTEGER NOT NULL DEFAULT 0,        -- message that came last: its row
    as_of          INTEGER,                           -- ms; when the relay last had nothing more
    adrift         INTEGER,                           -- ms; since when the relay may not know our epoch
    restored       INTEGER,                           -- ms; when a restore of the relay was last noticed, by its stamp
    reread         INTEGER NOT NULL DEFAULT 0,        -- 1: our epoch's log is read once more, up to its end
    vouched_by     BLOB,                              -- person: the only one known to be in the group that we were led into
    known_epoch    INTEGER,                           -- while it is so: the last epoch before
    put_back       INTEGER,                           -- ms; when it was proven that this store is a copy from before
    turned         INTEGER NOT NULL DEFAULT 0,        -- messages that this device sealed in our epoch
    owes           INTEGER,                           -- ms; since when something is to be told of how far this device has come
    filled         INTEGER                            -- ms; since when the relay takes nothing more of this device into the log
) STRICT;
CREATE INDEX room_of ON room (conversation, id);
CREATE INDEX room_of_circle ON room (circle, id);

-- What this device was shown of the log of a room's epoch, and what others' stands make of it
-- (content/stand.rs). Of an epoch that is over nothing counts.
CREATE TABLE stand (
    room   INTEGER PRIMARY KEY REFERENCES room (id),
    open   INTEGER NOT NULL,                          -- 1: something is doubted or awaited
    node   INTEGER NOT NULL,                          -- the epoch
    upto   INTEGER NOT NULL,                          -- last log entry that is in it, of whatever epoch
    again  INTEGER NOT NULL,                          -- 1: the log was read once more since it began
    told   INTEGER NOT NULL,                          -- what was shown to the user: store/healing/stand.rs
    awaits INTEGER,                                   -- last own message that the relay took and the log has not shown
    doubt  BLOB,                                      -- CBOR Doubt: what another device was shown and this one was not
    seen   BLOB    NOT NULL                           -- content::stand::Seen; empty: unknown
) STRICT;

-- The patient's word that a room goes on in another group: what waits until the old log is read, and
-- what led to the group that the room has.
CREATE TABLE successor (
    room     INTEGER NOT NULL REFERENCES room (id),
    done     INTEGER NOT NULL,                        -- 0: it waits; 1: it led to the group that the room has
    document BLOB    NOT NULL,                        -- CBOR Signed<Successor>
    policy   BLOB,                                    -- CBOR Signed<Policy>: who is in there, where that was told
    welcome  BLOB,                                    -- the MLS Welcome, once it came
    node     INTEGER,                                 -- the commit that it came with
    at       INTEGER NOT NULL,                        -- ms; when it came, or was followed
    PRIMARY KEY (room, done)
) STRICT, WITHOUT ROWID;

-- When it was asked where a room goes on, and, where the store of the patient's device was put back,
-- what the others have shown of her own word.
CREATE TABLE whereabouts (
    room    INTEGER PRIMARY KEY REFERENCES room (id),
    asked   INTEGER NOT NULL,                         -- ms
    step    INTEGER NOT NULL,                         -- days before it is asked again
    open    INTEGER NOT NULL,                         -- 1: nobody comes in, and nothing is said, before they have answered
    version INTEGER NOT NULL,                         -- of the policy up to which this store is known to be hers
    waits   BLOB    NOT NULL,                         -- CBOR: person keys of who has not answered
    policy  BLOB,                                     -- CBOR Signed<Policy>: the newest that anybody has shown
    doubt   BLOB                                      -- CBOR Doubt: what others say of where they are, while one alone vouches for our place
) STRICT;

-- Who alone let this device in where the others seemed to be elsewhere, since it was last sure of its place.
CREATE TABLE led_by (
    room   INTEGER NOT NULL REFERENCES room (id),
    person BLOB    NOT NULL,                          -- PersonId
    PRIMARY KEY (room, person)
) STRICT, WITHOUT ROWID;

-- When who is in was told last where a room goes on: nobody is told twice in an hour.
CREATE TABLE told_where (
    room   INTEGER NOT NULL REFERENCES room (id),
    person BLOB    NOT NULL,                          -- person key
    asked  INTEGER NOT NULL,                          -- 1: they asked without a place; 2: with one; 0: something else showed that they are behind
    at     INTEGER NOT NULL,                          -- ms
    PRIMARY KEY (room, person, asked)
) STRICT, WITHOUT ROWID;

-- Commits of our current epoch that the gate refused: whoever sends next names them.
CREATE TABLE refused (
    room   INTEGER NOT NULL REFERENCES room (id),
    node   INTEGER NOT NULL,
    signed INTEGER NOT NULL,                          -- 1: a member signed it
    PRIMARY KEY (room, node)
) STRICT, WITHOUT ROWID;

-- Keys that commits of our epoch derive where the log told another one, and what the relay said when
-- it was asked where they stand.
CREATE TABLE asked_key (
    room INTEGER NOT NULL REFERENCES room (id),
    node INTEGER NOT NULL,
    key  BLOB    NOT NULL,
    held INTEGER NOT NULL,                            -- 1: there
    PRIMARY KEY (room, node)
) STRICT, WITHOUT ROWID;

-- Digests of what this device sealed in a room's current epoch. What the log shows of this
-- device and is not among them was sealed by the store of which this one is a copy.
CREATE TABLE sealed (
    room      INTEGER NOT NULL REFERENCES room (id),
    digest    BLOB    NOT NULL,
    withdrawn INTEGER,                                -- counter of what was sealed so and taken back since
    PRIMARY KEY (room, digest)
) STRICT, WITHOUT ROWID;

-- Commits of this device in a room's current epoch that the relay would not have, each with the
-- state of the group that it makes: a relay that lied shows one in the log after all.
CREATE TABLE denied (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    room    INTEGER NOT NULL REFERENCES room (id),
    digest  BLOB    NOT NULL,
    intent  INTEGER,
    request BLOB    NOT NULL,                         -- CBOR api::groups::Commit
    state   BLOB    NOT NULL,                         -- as OpenMLS staged it: mls_value of kind 6
    UNIQUE (room, digest)
) STRICT;

-- Who is in which room, as its policy says.
CREATE TABLE participant (
    room         INTEGER NOT NULL REFERENCES room (id),
    person       BLOB    NOT NULL,
    person_key   BLOB    NOT NULL,
    name         TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    relationship TEXT    NOT NULL,
    since        INTEGER NOT NULL,
    since_epoch  INTEGER NOT NULL DEFAULT 0,          -- MLS epoch that let them in, or us, where they were in before; below 0: in the group before
    until        INTEGER,                             -- ms; not a member any more
    PRIMARY KEY (room, person)
) STRICT, WITHOUT ROWID;

-- The last event of every device: what a relay that withholds cannot hide.
CREATE TABLE chain (
    room    INTEGER NOT NULL REFERENCES room (id),
    device  BLOB    NOT NULL,
    counter INTEGER NOT NULL,
    hash    BLOB    NOT NULL,
    said    INTEGER NOT NULL DEFAULT 0,               -- its stamp
    PRIMARY KEY (room, device)
) STRICT, WITHOUT ROWID;

-- Devices that have spoken in a conversation, in whichever room, this one among them.
CREATE TABLE voice (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    device       BLOB    NOT NULL,
    person       BLOB    NOT NULL,                    -- who has certified it
    UNIQUE (conversation, device, person)
) STRICT;

-- Everything that was said in a room: what the timeline and all else that is shown is made of
-- (receive/project.rs). Ids count up as events come, together with those of local notes in `message`.
CREATE TABLE event (
    id      INTEGER PRIMARY KEY,
    room    INTEGER NOT NULL REFERENCES room (id),
    voice   INTEGER NOT NULL REFERENCES voice (id),   -- whose device said it
    counter INTEGER NOT NULL,                         -- in that device's chain
    kind    INTEGER NOT NULL,                         -- ContentKind
    policy  INTEGER,                                  -- version of the room's policy when it was sealed; NULL: not known
    seq     INTEGER,                                  -- in the room's log; NULL: the log has not shown it
    at      INTEGER,                                  -- ms; when the relay had it, by its clock
    name    BLOB    NOT NULL,                         -- MessageId
    hash    BLOB    NOT NULL,                         -- EventHash
    verdict INTEGER NOT NULL,                         -- Verdict
    target  INTEGER,                                  -- the event that it is about, once that is here
    said    INTEGER,                                  -- its stamp, of what is silent; NULL: its row has it
    content BLOB,                                     -- as it was said, by kind; NULL: erased
    digest  BLOB                                      -- of the content that was erased; NULL: it is here, or never was
) STRICT;
CREATE INDEX event_of ON event (voice, room, counter);
-- What is said of an event, whom the gate refused, what a later version may understand, and what waits for what
-- it is about.
CREATE INDEX event_about ON event (target) WHERE target IS NOT NULL;
CREATE INDEX event_refused ON event (voice, room) WHERE verdict = 2;
CREATE INDEX event_newer ON event (room, id) WHERE verdict = 1;
CREATE INDEX event_waits ON event (voice, room) WHERE verdict = 3;

-- What is about an event that has not come.
CREATE TABLE orphan (
    room    INTEGER NOT NULL REFERENCES room (id),
    device  BLOB    NOT NULL,                         -- of the event that it is about
    counter INTEGER NOT NULL,
    event   INTEGER NOT NULL REFERENCES event (id),
    PRIMARY KEY (room, device, counter, event)
) STRICT, WITHOUT ROWID;

-- Of what was said of something its place alone is left, and nothing shows yet what took that.
CREATE TABLE left_over (
    event INTEGER PRIMARY KEY REFERENCES event (id),
    since INTEGER NOT NULL                            -- ms; when it came
) STRICT;

-- What was made of events by what is said of them: made anew from `event` at any time.
CREATE TABLE item (
    event INTEGER PRIMARY KEY REFERENCES event (id),
    state BLOB    NOT NULL,                           -- CBOR content::fold::Item
    pinned INTEGER NOT NULL                           -- 1: it stands on the shelf
) STRICT;
CREATE INDEX item_pinned ON item (event) WHERE pinned = 1;

-- How far others have come with what this device said: made anew from `event` at any time.
CREATE TABLE receipt (
    room    INTEGER NOT NULL REFERENCES room (id),
    voice   INTEGER NOT NULL REFERENCES voice (id),   -- whose device told it
    seen    INTEGER NOT NULL,                         -- 0: it has come there; 1: it was on the screen
    counter INTEGER NOT NULL,                         -- in this device's chain
    at      INTEGER NOT NULL,                         -- ms, by their clock
    PRIMARY KEY (room, voice, seen, counter)
) STRICT, WITHOUT ROWID;

-- How far this person has come with what each device said to a room, and what of it was told: counters.
CREATE TABLE reading (
    room           INTEGER NOT NULL REFERENCES room (id),
    voice          INTEGER NOT NULL REFERENCES voice (id),
    seen           INTEGER NOT NULL DEFAULT 0,
    told_delivered INTEGER NOT NULL DEFAULT 0,
    told_seen      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (room, voice)
) STRICT, WITHOUT ROWID;

-- A receipt on its way out, beside everything else: at most one a room.
CREATE TABLE telling (
    room    INTEGER PRIMARY KEY REFERENCES room (id),
    name    BLOB    NOT NULL,                         -- its id at the relay
    node    INTEGER NOT NULL,                         -- epoch of the sealed bytes
    sealed  BLOB    NOT NULL,
    content BLOB    NOT NULL                          -- content::receipt::Receipt
) STRICT;

-- The row of an event on the timeline (they have one id), or a note of this device's. An event that is
-- silent has none.
CREATE TABLE message (
    id           INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    room         INTEGER NOT NULL REFERENCES room (id),
    position     INTEGER NOT NULL,                    -- order on the screen, with room between: places.rs
    kind         INTEGER NOT NULL,                    -- RowKind
    state        INTEGER NOT NULL,                    -- MessageState
    sender       BLOB    NOT NULL,                    -- person, whom a note is about; empty: nobody
    sent_at      INTEGER NOT NULL,                    -- the sender's stamp: content/stamp.rs
    notice       TEXT,                                -- a note's Notice, by its code; NULL: an event says it
    voice        INTEGER REFERENCES voice (id),       -- whose device said it; NULL: this one
    times        INTEGER NOT NULL DEFAULT 1           -- how many times a note's came, which one row tells of
) STRICT;
CREATE UNIQUE INDEX message_order ON message (conversation, position);
-- What others said, and what the gate refused: looked for behind the read mark, whatever else lies
-- there. A query has to have the same literals to use them. Not IN: it would make a table of its list
-- for each message that is written.
CREATE INDEX message_heard ON message (conversation, position, state, kind)
    WHERE state = 3 AND (kind = 1 OR kind = 2 OR kind = 3);
CREATE INDEX message_alarm ON message (conversation, position) WHERE kind = 5;
CREATE INDEX message_told ON message (room, sender, notice) WHERE (kind = 3 OR kind = 5 OR kind = 6);
CREATE INDEX message_said ON message (voice, sent_at) WHERE voice IS NOT NULL;

-- The words of messages, cut and folded by src/words, with a space between any two. The index keeps
-- no text of its own: what is taken out again is told by its words.
CREATE VIRTUAL TABLE message_text USING fts5 (
    words, content = '', columnsize = 0, tokenize = "ascii tokenchars '#$%&*+<=>@^|~'"
);
INSERT INTO message_text (message_text, rank) VALUES ('secure-delete', 1);

-- What is made of other tables and can be made anew: by which version of the code it was.
CREATE TABLE derived (
    name    TEXT    PRIMARY KEY,
    version INTEGER NOT NULL                          -- 0: none yet
) STRICT, WITHOUT ROWID;
INSERT INTO derived (name, version) VALUES ('words', 0), ('content', 0), ('items', 0);

-- Events on their way out, in order. Sealed bytes are kept until the relay has them; the row
-- stays until the log has shown where the event stands.
CREATE TABLE outbox (
    room    INTEGER NOT NULL REFERENCES room (id),
    message INTEGER NOT NULL REFERENCES event (id),
    name    BLOB    NOT NULL,                         -- MessageId: of it the random-looking id at the relay is made
    counter INTEGER NOT NULL,                         -- in this device's chain
    state   INTEGER NOT NULL DEFAULT 0,               -- 0 waits, 1 the relay has it, 2 it never will
    again   INTEGER NOT NULL DEFAULT 0,               -- the relay may have it under other bytes
    event   BLOB    NOT NULL,                         -- encoded, padded, chained: only to be encrypted
    node    INTEGER,                                  -- epoch of the sealed bytes
    sealed  BLOB,
    PRIMARY KEY (room, message)
) STRICT, WITHOUT ROWID;
-- What waits, or was refused: counted, and the head of it found, without reading what it holds nor
-- what the relay has already.
CREATE INDEX outbox_waits ON outbox (room, message, state) WHERE state != 1;

-- What this device said, as its outbox held it: kept for as long as a log keeps it, so that it
-- can be said again to whom it did not reach, or to a relay that has forgotten it.
CREATE TABLE said (
    room    INTEGER NOT NULL REFERENCES room (id),
    counter INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES event (id),
    epoch   INTEGER NOT NULL,                         -- MLS epoch: who was in then may have it again; below 0: in the group before
    at      INTEGER NOT NULL,                         -- ms; when the relay had it
    event   BLOB    NOT NULL,
    lost    INTEGER NOT NULL DEFAULT 0,               -- 1: a restored relay may have forgotten it; 2: some could not read it
    PRIMARY KEY (room, counter)
) STRICT;
CREATE INDEX said_message ON said (message);

-- Events of others' devices that are not here, to be asked for.
CREATE TABLE missing (
    room    INTEGER NOT NULL REFERENCES room (id),
    device  BLOB    NOT NULL,
    first   INTEGER NOT NULL,                         -- counters
    last    INTEGER,                                  -- NULL: whatever there is
    before  BLOB,                                     -- digest of the last of them, as the event after it says
    person  BLOB    NOT NULL,                         -- person key
    asked   INTEGER NOT NULL DEFAULT 0,               -- ms; 0: not yet
    PRIMARY KEY (room, device, first)
) STRICT, WITHOUT ROWID;

-- Who asked this device to say something again, and when it was answered by the relay's stamp.
CREATE TABLE answered (
    room    INTEGER NOT NULL REFERENCES room (id),
    device  BLOB    NOT NULL,
    rest    INTEGER NOT NULL,                         -- counter up to which there is more to say; 0: that was all
    at      INTEGER NOT NULL,
    PRIMARY KEY (room, device)
) STRICT, WITHOUT ROWID;

-- Our request to be added again to a room: at most one waits.
CREATE TABLE readd (
    room  INTEGER PRIMARY KEY REFERENCES room (id),
    at    INTEGER NOT NULL,                           -- ms; names the newest request, and only grows
    asked INTEGER,                                    -- ms; when we asked; NULL: it has come true
    sent  INTEGER,                                    -- ms; when the first letter of the newest request left
    lost  INTEGER,                                    -- ms; when the first letter of any left since the place was sure
    held  INTEGER                                     -- ms; until then a copy of this store does not push the other out
) STRICT;

-- Devices that were added again: which request that answered, and when by the relay's stamp.
CREATE TABLE readded (
    room    INTEGER NOT NULL REFERENCES room (id),
    device  BLOB    NOT NULL,
    request INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (room, device)
) STRICT, WITHOUT ROWID;

-- The epochs that we have been in: what a relay that was set back needs to come forward again.
CREATE TABLE epoch (
    room    INTEGER NOT NULL REFERENCES room (id),
    number  INTEGER NOT NULL,                         -- of MLS
    node    INTEGER NOT NULL,                         -- at the relay, as far as we know
    key     BLOB    NOT NULL,                         -- public, as the relay knows it
    secret  BLOB    NOT NULL,                         -- its seed: proves the epoch, opens nothing
    request BLOB,                                     -- CBOR api::groups::Commit that began it
    owed    INTEGER,                                  -- 1: its Welcomes have to be handed in again; NULL: it has none
    at      INTEGER NOT NULL,                         -- ms
    PRIMARY KEY (room, number)
) STRICT;

-- Changes of membership that someone here decided. Kept until they have come true, whatever
-- commits win meanwhile.
CREATE TABLE intent (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    room       INTEGER NOT NULL REFERENCES room (id),
    kind       INTEGER NOT NULL,
    person_key BLOB,
    member     BLOB,                                  -- CBOR Member, for an addition
    packages   BLOB,                                  -- CBOR Claimed, once claimed
    request    BLOB    NOT NULL
) STRICT;
CREATE INDEX intent_by_room ON intent (room, id);

-- Our commit that the relay has not answered yet: at most one a room.
CREATE TABLE pending_commit (
    room    INTEGER PRIMARY KEY REFERENCES room (id),
    intent  INTEGER,
    request BLOB    NOT NULL                          -- CBOR api::groups::Commit
) STRICT;

CREATE TABLE invitation (
    id           BLOB    PRIMARY KEY,
    circle       INTEGER NOT NULL REFERENCES circle (id),
    role         TEXT    NOT NULL,
    relationship TEXT    NOT NULL,
    secret       BLOB    NOT NULL,
    expires      INTEGER NOT NULL,
    state        INTEGER NOT NULL,                    -- InvitationState
    consent      BLOB                                 -- CBOR Signed<Consent>
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_by_circle ON invitation (circle, state);

-- Who was told that nothing comes of an invitation: said once.
CREATE TABLE turned_down (
    invitation BLOB NOT NULL REFERENCES invitation (id),
    person     BLOB NOT NULL,                         -- person key
    PRIMARY KEY (invitation, person)
) STRICT, WITHOUT ROWID;

-- Circles that this person was invited to: waits to be let into, is in, or was turned down.
CREATE TABLE joining (
    invitation BLOB    PRIMARY KEY,
    account    INTEGER NOT NULL REFERENCES account (id),
    circle     BLOB    NOT NULL,
    patient    BLOB    NOT NULL,                      -- person key, pinned by the invitation
    role       TEXT    NOT NULL,                      -- what this person will be
    version    INTEGER NOT NULL,                      -- least version of a policy of hers, pinned too
    consent    BLOB    NOT NULL,                      -- CBOR ConsentErrand, to be sent again
    state      INTEGER NOT NULL DEFAULT 0,            -- JoiningState
    asked      INTEGER NOT NULL DEFAULT 0             -- ms; when this device asked to be let in once more; 0: never
) STRICT, WITHOUT ROWID;

-- Whom the patient's device let into a group and has not heard there since.
CREATE TABLE awaited (
    room   INTEGER NOT NULL REFERENCES room (id),
    person BLOB    NOT NULL,                          -- person key
    due    INTEGER NOT NULL,                          -- ms; when they are told of it next
    times  INTEGER NOT NULL,                          -- how often they were
    PRIMARY KEY (room, person)
) STRICT, WITHOUT ROWID;

-- Which groups a key package of last resort has led into: into each once.
CREATE TABLE led (
    package  BLOB    NOT NULL,                        -- its MLS KeyPackageRef
    group_id BLOB    NOT NULL,
    account  INTEGER NOT NULL REFERENCES account (id),
    at       INTEGER NOT NULL,                        -- ms
    PRIMARY KEY (package, group_id)
) STRICT, WITHOUT ROWID;

-- Whose number this person compared in person: the key that it was said of, and as what and under
-- which name whoever has it was in a circle then.
CREATE TABLE checked (
    account    INTEGER NOT NULL REFERENCES account (id),
    person_key BLOB    NOT NULL,
    role       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    at         INTEGER NOT NULL,                      -- ms
    same       INTEGER NOT NULL,                      -- 0: the numbers were different
    PRIMARY KEY (account, person_key, role)
) STRICT, WITHOUT ROWID;

-- What this person was writing in a conversation and has not sent.
CREATE TABLE draft (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    audience     INTEGER NOT NULL,                    -- in a conversation there is one room for each
    body         TEXT    NOT NULL,
    reply        INTEGER                              -- row of the message that is answered
) STRICT;

-- What this person wants to say at a time: no event before.
CREATE TABLE later (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    room   INTEGER NOT NULL REFERENCES room (id),
    due    INTEGER NOT NULL,                          -- ms, by this device's clock
    body   TEXT    NOT NULL,
    reply  INTEGER,                                   -- row of the message that is answered
    unsaid INTEGER NOT NULL DEFAULT 0                 -- 1: its time came when nothing could be said there any more,
                                                      -- 2: it had long passed when it could have been said
) STRICT;
CREATE INDEX later_in ON later (room);

-- What this person has set for a conversation, on this device.
CREATE TABLE attention (
    conversation  INTEGER PRIMARY KEY REFERENCES conversation (id),
    muted         INTEGER NOT NULL DEFAULT 0,         -- 1: nothing is to be heard of it
    marked_unread INTEGER NOT NULL DEFAULT 0          -- 1: they want to come back to it
) STRICT;

-- What the device has told of a conversation while nobody looked at it.
CREATE TABLE told (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    newest       INTEGER NOT NULL,                    -- row of the newest message that was told, or seen
    mark         INTEGER NOT NULL                     -- how it was told: a digest
) STRICT;

-- How far this person has read a conversation: a message's position.
CREATE TABLE read_mark (
    conversation INTEGER PRIMARY KEY REFERENCES conversation (id),
    position     INTEGER NOT NULL
) STRICT;

-- What came late, to stand above the read mark, and was not seen yet.
CREATE TABLE late (
    message      INTEGER PRIMARY KEY REFERENCES message (id),
    conversation INTEGER NOT NULL REFERENCES conversation (id)
) STRICT;
CREATE INDEX late_by_conversation ON late (conversation);

-- The person's settings of this device. Read and written whole.
CREATE TABLE setting (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    language      TEXT,                               -- BCP 47; NULL: the device's
    lock_after_ms INTEGER,                            -- ms; NULL: the app's own choice
    tells_seen    INTEGER NOT NULL DEFAULT 1          -- 0: others are not told what was on the screen
) STRICT;
