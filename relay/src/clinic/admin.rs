//! What a clinic's operator does at the relay's console; a relay may be serving meanwhile.

use std::{path::Path, sync::Arc, time::Duration};

use ed25519_dalek::SigningKey;
use kith_protocol::{
    identity::{AttestedName, Role},
    ids::{Digest32, InvitationId, NameSalt, PersonId},
    invitation::{Invitation, InvitationContent, InvitationSecret, token_hash},
    limits::{MAX_URLS, RETENTION_DAYS},
    names,
    signed::public_key,
};
use rand_core::{OsRng, RngCore};
use zeroize::Zeroizing;

use super::{
    AdminError, Authority, ClinicSummary, Created, Issued, NewClinic, ProfileChange, RootSecret,
    documents,
    types::{check_telephones, check_texts, check_url},
};
use crate::{
    clock::{Clock, SystemClock},
    config::Limits,
    data_dir::{DataDir, DataDirError},
    storage::{
        Deaf, Inviter, NewInvitation, NewTenant, Refusal, Storage, StorageError, Tenant,
        TenantUpdate, Withdrawer, sqlite::Sqlite,
    },
};

/// How often a change is tried again when another one came in between.
const ATTEMPTS: usize = 5;

/// The operator's access to a data directory.
pub struct Admin {
    storage: Arc<Sqlite>,
    authority: Authority,
    dir: DataDir,
    clock: Arc<dyn Clock>,
}

impl Admin {
    /// Opens a data directory, making it if it is not there.
    ///
    /// # Errors
    /// [`AdminError`].
    pub fn open(data: &Path) -> Result<Self, AdminError> {
        Self::open_with(data, Arc::new(SystemClock))
    }

    /// As [`Self::open`], with a clock.
    ///
    /// # Errors
    /// [`AdminError`].
    pub fn open_with(data: &Path, clock: Arc<dyn Clock>) -> Result<Self, AdminError> {
        let dir = DataDir::open(data)?;
        let limits = Limits::default();
        let storage = Sqlite::open(&dir, limits, Arc::clone(&clock), Arc::new(Deaf))?;
        Ok(Self {
            storage: Arc::new(storage),
            authority: Authority::new(dir.clone()),
            dir,
            clock,
        })
    }

    /// Closes the database.
    pub async fn close(self) {
        self.storage.close().await;
    }

    /// All clinics of this relay.
    ///
    /// # Errors
    /// [`AdminError`].
    pub async fn clinics(&self) -> Result<Vec<ClinicSummary>, AdminError> {
        let tenants = self.storage.tenants().await?;
        let summary = |tenant: Tenant| {
            Ok(ClinicSummary {
                clinic: tenant.clinic,
                name: tenant.documents.profile.read_unverified()?.name,
            })
        };
        tenants.into_iter().map(summary).collect()
    }

    /// Creates a clinic with a fresh root and issuing key.
    ///
    /// # Errors
    /// [`AdminError`].
    pub async fn create(&self, new: NewClinic) -> Result<Created, AdminError> {
        let root = RootSecret::generate();
        let clinic = self.create_with(&root, new).await?;
        Ok(Created { clinic, root })
    }

    /// Creates a clinic with a fresh issuing key under a root that is kept safe already; gives
    /// its fingerprint.
    ///
    /// # Errors
    /// [`AdminError`].
    pub async fn create_with(
        &self,
        root: &RootSecret,
        new: NewClinic,
    ) -> Result<Digest32, AdminError> {
        check_texts([&new.name, &new.hours])?;
        check_telephones([&new.emergency, &new.telephone])?;
        check_url(&new.url)?;
        let issuer = self.new_issuer()?;
        let tenant = NewTenant {
            clinic: root.clinic(),
            url: new.url.clone(),
            documents: documents::found(&new, &root.key(), &issuer, self.clock.now()),
            retention_days: RETENTION_DAYS,
        };
        self.storage.create_tenant(tenant).await?;
        Ok(root.clinic())
    }

    /// Puts a new issuing key in the place of the old one; gives its serial number.
    ///
    /// # Errors
    /// [`AdminError`].
    pub async fn rotate(&self, root: &RootSecret) -> Result<u64, AdminError> {
        let issuer = self.new_issuer()?;
        let now = self.clock.now();
        self.change(root.clinic(), "rotate", |tenant| {
            let documents = documents::rotated(&tenant.documents, &root.key(), &issuer, now)?;
            Ok(Some(TenantUpdate::of(tenant, documents)))
        })
        .await?;
        let tenant = self.tenant(root.clinic()).await?;
        Ok(tenant.documents.issuer.read_unverified()?.serial)
    }

    /// Invites someone to the clinic's staff. Their name is in the link; here stays a digest of it.
    ///
    /// # Errors
    /// [`AdminError`].
    pub async fn invite_staff(
        &self,
        clinic: Digest32,
        role: Role,
        name: &str,
        valid_for: Duration,
    ) -> Result<Issued, AdminError> {
        if !role.is_staff() {
            return Err(AdminError::NotStaff);
        }
        let name = attested_name(name)?;
        let tenant = self.tenant(clinic).await?;
        self.invite(&tenant, role, Some(name), valid_for, None)
            .await
    }

    /// Invites a patient.
    ///
    /// # Errors
    /// [`AdminError`].
    pub async fn invite_patient(
        &self,
        clinic: Digest32,
        valid_for: Duration,
    ) -> Result<Issued, AdminError> {
        let tenant = self.tenant(clinic).await?;
        self.invite(&tenant, Role::Patient, None, valid_for, None)
            .await
    }

    /// Issues a new invitation in the place of a lost one, which no longer opens. Of staff the name has
    /// to be said again: only a digest of it is here.
    ///
    /// # Errors
    /// [`AdminError`]; refused where the old one was used, replaced or taken back.
    pub async fn reissue(
        &self,
        lost: InvitationId,
        name: Option<&str>,
        valid_for: Duration,
    ) -> Result<Issued, AdminError> {
        let old = self.storage.invitation(lost).await?;
        let old = old.ok_or(AdminError::NoSuchInvitation)?;
        let Inviter::Clinic(role) = old.inviter else {
            return Err(AdminError::NoSuchInvitation);
        };
        let name = match name {
            Some(name) if role.is_staff() => Some(attested_name(name)?),
            None if role.is_staff() => return Err(AdminError::Unnamed),
            _ => None,
        };
        let tenant = self.storage.tenant(old.tenant).await?;
        let tenant = tenant.ok_or(AdminError::NoSuchClinic)?;
        self.invite(&tenant, role, name, valid_for, Some(lost))
            .await
    }

    /// Takes an open invitation back, a patient's too.
    ///
    /// # Errors
    /// [`AdminError`].
    pub async fn revoke_invitation(&self, id: InvitationId) -> Result<(), AdminError> {
        let withdrawn = self.storage.withdraw_invitation(id, Withdrawer::Operator);
        withdrawn.await.map_err(|error| match error {
            StorageError::Refused(Refusal::NotFound) => AdminError::NoSuchInvitation,
            error => error.into(),
        })
    }

    /// Withdraws the clinic's word for a person and ends their sessions.
    ///
    /// # Errors
    /// [`AdminError`].
    pub async fn revoke(&self, clinic: Digest32, person: PersonId) -> Result<(), AdminError> {
        let now = self.clock.now();
        let revoked = self.change(clinic, "revocations", |tenant| {
            let (issuer, _) = self.authority.issuer(tenant, now)?;
            let documents = documents::with_revoked(&tenant.documents, person, &issuer, now)?;
            Ok(documents.map(|documents| TenantUpdate {
                revoke: vec![person],
                ..TenantUpdate::of(tenant, documents)
            }))
        });
        revoked.await.map_err(|error| match error {
            AdminError::Storage(StorageError::Refused(Refusal::NotFound)) => {
                AdminError::NoSuchPerson
            }
            error => error,
        })
    }

    /// Changes a clinic's profile or its retention.
    ///
    /// # Errors
    /// [`AdminError`].
    pub async fn set_profile(
        &self,
        clinic: Digest32,
        change: ProfileChange,
    ) -> Result<(), AdminError> {
        check_texts([&change.name, &change.hours].into_iter().flatten())?;
        check_telephones([&change.emergency, &change.telephone].into_iter().flatten())?;
        for url in &change.urls {
            check_url(url)?;
        }
        let now = self.clock.now();
        self.change(clinic, "profile", |tenant| {
            let (issuer, _) = self.authority.issuer(tenant, now)?;
            let documents = documents::with_profile(&tenant.documents, &change, &issuer, now)?;
            let urls = documents.profile.read_unverified()?.urls;
            let first = urls.first().filter(|_| urls.len() <= MAX_URLS);
            Ok(Some(TenantUpdate {
                retention_days: change.retention_days.unwrap_or(tenant.retention_days),
                url: first.ok_or(AdminError::Addresses)?.clone(),
                ..TenantUpdate::of(tenant, documents)
            }))
        })
        .await
    }

    /// Days by which the clinic's documents lie ahead of the clock, where that is a day or more.
    ///
    /// # Errors
    /// [`AdminError`].
    pub async fn days_ahead(&self, clinic: Digest32) -> Result<Option<u64>, AdminError> {
        let tenant = self.tenant(clinic).await?;
        Ok(documents::days_ahead(&tenant.documents, self.clock.now())?)
    }

    async fn tenant(&self, clinic: Digest32) -> Result<Tenant, AdminError> {
        let tenant = self.storage.tenant_of(clinic).await?;
        tenant.ok_or(AdminError::NoSuchClinic)
    }

    fn new_issuer(&self) -> Result<SigningKey, AdminError> {
        let mut secret = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(&mut secret[..]);
        let issuer = SigningKey::from_bytes(&secret);
        // The key is safe before any document needs it.
        self.dir
            .write_issuer(&public_key(&issuer), &secret)
            .map_err(DataDirError::from)?;
        Ok(issuer)
    }

    /// Makes new documents from those that are there, again if they changed meanwhile.
    async fn change(
        &self,
        clinic: Digest32,
        action: &'static str,
        make: impl Fn(&Tenant) -> Result<Option<TenantUpdate>, AdminError>,
    ) -> Result<(), AdminError> {
        let mut attempts = ATTEMPTS;
        loop {
            let tenant = self.tenant(clinic).await?;
            let Some(update) = make(&tenant)? else {
                return Ok(());
            };
            let update = TenantUpdate { action, ..update };
            attempts -= 1;
            match self.storage.update_tenant(update).await {
                Err(StorageError::Refused(Refusal::Mismatch)) if attempts > 0 => {}
                done => return Ok(done?),
            }
        }
    }

    async fn invite(
        &self,
        tenant: &Tenant,
        role: Role,
        name: Option<AttestedName>,
        valid_for: Duration,
        replaces: Option<InvitationId>,
    ) -> Result<Issued, AdminError> {
        let (mut id, mut secret) = ([0; 16], Zeroizing::new([0; 32]));
        OsRng.fill_bytes(&mut id);
        OsRng.fill_bytes(&mut secret[..]);
        let (id, secret) = (InvitationId(id), InvitationSecret::new(*secret));
        let valid_for = u64::try_from(valid_for.as_millis()).unwrap_or(u64::MAX);
        let expires = self.clock.now().saturating_add(valid_for);
        self.storage
            .add_invitation(NewInvitation {
                id,
                tenant: tenant.id,
                inviter: Inviter::Clinic(role),
                name: name.as_ref().map(AttestedName::digest),
                token_hash: token_hash(&secret.relay_token()),
                expires,
                replaces,
                quota: usize::MAX,
            })
            .await?;
        let invitation = Invitation {
            relay: tenant.url.clone(),
            content: InvitationContent {
                id,
                pin: documents::pin(&tenant.documents)?,
                name,
                circle: None,
                clinic: tenant.clinic,
                secret,
                expires,
            },
        };
        Ok(Issued {
            id,
            link: invitation.to_link(),
        })
    }
}

/// Someone's name, with a salt of its own.
fn attested_name(name: &str) -> Result<AttestedName, AdminError> {
    let name = names::typed(name).map_err(|_| AdminError::Text)?;
    let mut salt = NameSalt([0; NameSalt::LEN]);
    OsRng.fill_bytes(&mut salt.0);
    Ok(AttestedName { name, salt })
}
