//! `kith-relay clinic …`. A relay may be serving from the same data directory.

use std::{
    io::{BufRead as _, Read as _},
    path::PathBuf,
    time::Duration,
};

use clap::{Args, Subcommand};
use kith_protocol::{
    identity::Role,
    ids::{Digest32, InvitationId, PersonId},
};

use super::{
    Done,
    names::{self, Lost},
};
use crate::{
    clinic::{Admin, Issued, NewClinic, ProfileChange, RootSecret},
    tls,
};

#[derive(Debug, Subcommand)]
pub(super) enum Clinic {
    /// Create a clinic; prints its fingerprint
    Create(Create),
    /// Replace the issuing key, with the root key that was taken away
    Rotate(Rotate),
    /// List the clinics of this relay: fingerprint and name
    List(Data),
    /// Invite someone to the staff; prints the link
    InviteStaff(InviteStaff),
    /// Invite a patient; prints the link
    InvitePatient(InvitePatient),
    /// Issue a lost invitation again; the old link no longer opens
    Reissue(Reissue),
    /// Take an open invitation back
    RevokeInvitation(RevokeInvitation),
    /// Withdraw the clinic's word for a person and end their sessions
    Revoke(Revoke),
    /// Change name, emergency number, telephone, hours, addresses, TLS pins or retention
    Profile(Profile),
}

#[derive(Debug, Args)]
pub(super) struct Data {
    /// The relay's data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

#[derive(Debug, Args)]
struct Which {
    #[command(flatten)]
    data: Data,
    /// The clinic's fingerprint; needed where the relay has several
    #[arg(long, value_name = "FINGERPRINT", value_parser = names::clinic)]
    clinic: Option<Digest32>,
}

#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    data: Data,
    /// The clinic's name
    #[arg(long)]
    name: String,
    /// The number to call in an emergency
    #[arg(long)]
    emergency: String,
    /// The clinic's own telephone
    #[arg(long)]
    telephone: String,
    /// Opening hours, in the clinic's own words
    #[arg(long)]
    hours: String,
    /// The relay's address for clients: scheme, host and port
    #[arg(long)]
    url: String,
    /// Pin this certificate's key in invitations; without, the public web roots decide
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// Where to write the root key; take the file away from this machine
    #[arg(long, value_name = "FILE")]
    root_out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Rotate {
    #[command(flatten)]
    data: Data,
    /// The root key's file
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct InviteStaff {
    #[command(flatten)]
    which: Which,
    /// clinician, coordinator or administrator
    #[arg(long, value_parser = names::staff_role)]
    role: Role,
    /// Their name, as patients shall see it; it is kept in the link alone. With -, it is read from the
    /// standard input, where no list of processes and no shell's history has it
    #[arg(long, allow_hyphen_values = true)]
    name: String,
    /// How long the link opens: 30m, 12h, 7d
    #[arg(long, default_value = "7d", value_parser = names::span)]
    valid_for: Duration,
}

#[derive(Debug, Args)]
pub(super) struct InvitePatient {
    #[command(flatten)]
    which: Which,
    /// How long the link opens: 30m, 12h, 7d
    #[arg(long, default_value = "7d", value_parser = names::span)]
    valid_for: Duration,
}

#[derive(Debug, Args)]
pub(super) struct Reissue {
    #[command(flatten)]
    data: Data,
    /// The lost invitation: its link, or its id
    #[arg(long, value_name = "LINK|ID", value_parser = names::lost)]
    invitation: Lost,
    /// The name of someone of the staff, where only the id is known; - reads it from the standard input
    #[arg(long, allow_hyphen_values = true)]
    name: Option<String>,
    /// How long the new link opens: 30m, 12h, 7d
    #[arg(long, default_value = "7d", value_parser = names::span)]
    valid_for: Duration,
}

#[derive(Debug, Args)]
pub(super) struct RevokeInvitation {
    #[command(flatten)]
    data: Data,
    /// The invitation: its link, or its id
    #[arg(long, value_name = "LINK|ID", value_parser = names::invitation)]
    invitation: InvitationId,
}

#[derive(Debug, Args)]
pub(super) struct Revoke {
    #[command(flatten)]
    which: Which,
    /// The person's id
    #[arg(long, value_parser = names::person)]
    person: PersonId,
}

#[derive(Debug, Args)]
pub(super) struct Profile {
    #[command(flatten)]
    which: Which,
    /// The clinic's name
    #[arg(long)]
    name: Option<String>,
    /// The number to call in an emergency
    #[arg(long)]
    emergency: Option<String>,
    /// The clinic's own telephone
    #[arg(long)]
    telephone: Option<String>,
    /// Opening hours
    #[arg(long)]
    hours: Option<String>,
    /// Pin these certificates' keys: the one in use first, then the next
    #[arg(long, value_name = "FILE")]
    tls_cert: Vec<PathBuf>,
    /// An address that the relay has too: new links carry it, and clients that can reach it go there
    #[arg(long)]
    url: Vec<String>,
    /// An address that it has no more. Drop it when nobody uses it: a device that was away since before the
    /// new one was named finds the clinic again only while it answers there
    #[arg(long, value_name = "URL")]
    drop_url: Vec<String>,
    /// The file of the clinic's root key: pins and addresses are for it to say
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// Days that messages are kept
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..))]
    retention_days: Option<u32>,
}

impl Data {
    fn open(&self) -> Result<Admin, Box<dyn std::error::Error + Send + Sync>> {
        if !self.data.join("relay.db").exists() {
            return Err("there is no relay's data in this directory".into());
        }
        Ok(Admin::open(&self.data)?)
    }
}

/// The clinic that is meant: the one named, or the only one.
async fn clinic(
    admin: &Admin,
    named: Option<Digest32>,
) -> Result<Digest32, Box<dyn std::error::Error + Send + Sync>> {
    if let Some(clinic) = named {
        return Ok(clinic);
    }
    match &admin.clinics().await?[..] {
        [] => Err("there is no clinic yet: create one".into()),
        [only] => Ok(only.clinic),
        _ => Err("this relay has several clinics: name one with --clinic".into()),
    }
}

/// Says so where what is signed lies ahead of the clock: one of the two is wrong, and what would be
/// signed by it counts for clients as older or newer than it is.
async fn warn_of_clock(admin: &Admin, clinic: Digest32) -> Done {
    if let Some(days) = admin.days_ahead(clinic).await? {
        eprintln!(
            "kith-relay: the clinic's documents lie {days} days ahead of this machine's clock: it is \
             behind now, or was ahead when they were signed. Put it right, if it is wrong."
        );
    }
    Ok(())
}

/// A name, from the standard input where it is `-`.
fn said(name: String) -> std::io::Result<String> {
    if name != "-" {
        return Ok(name);
    }
    let mut line = String::new();
    // Longer than any name is.
    std::io::stdin().lock().take(4096).read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

fn show(issued: &Issued) {
    println!("{}", issued.link);
}

impl Clinic {
    pub(super) async fn run(self) -> Done {
        match self {
            Self::Create(create) => create.run().await,
            Self::Rotate(rotate) => {
                let root = RootSecret::read_from(&rotate.root)?;
                let admin = rotate.data.open()?;
                warn_of_clock(&admin, root.clinic()).await?;
                let serial = admin.rotate(&root).await?;
                println!("issuing key {serial} is in use");
                admin.close().await;
                Ok(())
            }
            Self::List(data) => {
                let admin = data.open()?;
                for clinic in admin.clinics().await? {
                    warn_of_clock(&admin, clinic.clinic).await?;
                    println!("{} {}", clinic.clinic.to_hex(), clinic.name);
                }
                admin.close().await;
                Ok(())
            }
            Self::InviteStaff(invite) => {
                let admin = invite.which.data.open()?;
                let clinic = clinic(&admin, invite.which.clinic).await?;
                let name = said(invite.name)?;
                let staff = admin.invite_staff(clinic, invite.role, &name, invite.valid_for);
                show(&staff.await?);
                admin.close().await;
                Ok(())
            }
            Self::InvitePatient(invite) => {
                let admin = invite.which.data.open()?;
                let clinic = clinic(&admin, invite.which.clinic).await?;
                show(&admin.invite_patient(clinic, invite.valid_for).await?);
                admin.close().await;
                Ok(())
            }
            Self::Reissue(lost) => {
                let admin = lost.data.open()?;
                let name = lost.name.map(said).transpose()?.or(lost.invitation.name);
                let id = lost.invitation.id;
                let issued = admin.reissue(id, name.as_deref(), lost.valid_for);
                show(&issued.await?);
                admin.close().await;
                Ok(())
            }
            Self::RevokeInvitation(revoke) => {
                let admin = revoke.data.open()?;
                admin.revoke_invitation(revoke.invitation).await?;
                admin.close().await;
                Ok(())
            }
            Self::Revoke(revoke) => {
                let admin = revoke.which.data.open()?;
                let clinic = clinic(&admin, revoke.which.clinic).await?;
                warn_of_clock(&admin, clinic).await?;
                admin.revoke(clinic, revoke.person).await?;
                admin.close().await;
                Ok(())
            }
            Self::Profile(profile) => profile.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> Done {
        if self.root_out.exists() {
            return Err("the file for the root key exists already; it is not overwritten".into());
        }
        let pin = self.tls_cert.as_deref().map(tls::pin).transpose()?;
        let admin = Admin::open(&self.data.data)?;
        let root = RootSecret::generate();
        // The root key is safe before the clinic exists: a clinic without one could never rotate.
        root.write_to(&self.root_out)?;
        let new = NewClinic {
            name: self.name,
            emergency: self.emergency,
            telephone: self.telephone,
            hours: self.hours,
            url: self.url,
            pin,
        };
        let created = admin.create_with(&root, new).await;
        admin.close().await;
        match created {
            Ok(clinic) => {
                println!("{}", clinic.to_hex());
                Ok(())
            }
            Err(error) => {
                // The key belongs to no clinic.
                std::fs::remove_file(&self.root_out)?;
                Err(error.into())
            }
        }
    }
}

impl Profile {
    async fn run(self) -> Done {
        let pins = self.tls_cert.iter().map(|cert| tls::pin(cert));
        let pins = pins.collect::<Result<Vec<_>, _>>()?;
        let admin = self.which.data.open()?;
        let clinic = clinic(&admin, self.which.clinic).await?;
        let change = ProfileChange {
            name: self.name,
            emergency: self.emergency,
            telephone: self.telephone,
            hours: self.hours,
            pins: (!pins.is_empty()).then_some(pins),
            urls: self.url,
            drop_urls: self.drop_url,
            root: self
                .root
                .as_deref()
                .map(RootSecret::read_from)
                .transpose()?,
            retention_days: self.retention_days,
        };
        warn_of_clock(&admin, clinic).await?;
        admin.set_profile(clinic, change).await?;
        admin.close().await;
        Ok(())
    }
}
