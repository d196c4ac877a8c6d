//! The command line. What a command is for goes to standard output, alone; everything else to
//! standard error. Exit code 1: it failed; 2: it was misused.

mod backup;
mod clinic;
mod names;
mod serve;

use std::{error::Error, fmt::Write, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{audit, tls};

/// A command that failed, with what to say about it.
pub(crate) type Done = Result<(), Box<dyn Error + Send + Sync>>;

/// The relay of Kith, and a clinic's side of it.
#[derive(Debug, Parser)]
#[command(name = "kith-relay", version)]
pub struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serve clients until told to stop
    Serve(serve::Serve),
    /// Create a clinic, issue invitations, revoke people
    #[command(subcommand)]
    Clinic(clinic::Clinic),
    /// Make a key and a certificate that signs itself, for loopback and demonstrations
    TlsSelfSigned(SelfSigned),
    /// Copy a relay's data, with its keys; a relay may be serving
    Backup(backup::Backup),
    /// Make a data directory of a backup
    Restore(backup::Restore),
    /// Check a backup or a data directory; names what is wrong
    Verify(backup::Verify),
    /// Look into the audit
    #[command(subcommand)]
    Audit(Audit),
}

#[derive(Debug, Args)]
struct SelfSigned {
    /// The host name or address that clients use
    #[arg(long)]
    host: String,
    /// Where to write the certificate
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// Where to write its key, for its owner only
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Check every chain; names the first broken entry of each
    Verify {
        /// The relay's data directory
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
}

/// Runs a command to its end.
pub fn run(command: Command) -> ExitCode {
    serve::log_to_stderr();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let done = match (command.verb, runtime) {
        (_, Err(error)) => Err(error.into()),
        (Verb::Serve(serve), Ok(runtime)) => runtime.block_on(serve.run()),
        (Verb::Clinic(clinic), Ok(runtime)) => runtime.block_on(clinic.run()),
        (Verb::TlsSelfSigned(made), Ok(_)) => {
            tls::self_signed(&made.host, &made.cert, &made.key).map_err(Into::into)
        }
        (Verb::Backup(backup), Ok(_)) => backup.run(),
        (Verb::Restore(restore), Ok(_)) => restore.run(),
        (Verb::Verify(verify), Ok(_)) => verify.run(),
        (Verb::Audit(Audit::Verify { data }), Ok(_)) => verify(&data),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kith-relay: {}", sentence(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// An error with what led to it.
fn sentence(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, ": {error}").expect("writing to a String cannot fail");
        cause = error.source();
    }
    text
}

fn verify(data: &std::path::Path) -> Done {
    if !data.join("relay.db").exists() {
        return Err("there is no relay's data in this directory".into());
    }
    let report = audit::verify(data)?;
    for fault in &report.faults {
        eprintln!("kith-relay: {fault}");
    }
    if !report.faults.is_empty() {
        return Err("the audit does not hold".into());
    }
    println!(
        "the audit holds: {} entries, {} checkpoints",
        report.entries, report.checkpoints
    );
    Ok(())
}
