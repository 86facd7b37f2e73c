"""Publishes to an object store: S3 and those that speak its protocol, Google Cloud Storage, Azure Blob Storage."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from hamerkop.publish.headers import Headers, headers_of
from hamerkop.publish.targets import TargetError
from hamerkop.publish.targets.files import Document
from hamerkop.publish.targets.in_place import InPlace
from hamerkop.shared.extras import extra

with extra("object_store"):
    from obstore.exceptions import AlreadyExistsError, BaseError, NotSupportedError, PreconditionError
    from obstore.store import from_url

T = TypeVar("T")
SCHEMES = ("s3", "gs", "az")
PARALLEL = 16
STATE = ".hamerkop/"  # begins the names of the publisher's own objects
MANY = 20  # paths: to look for more, one listing is quicker than a request for each
RETRIES: Any = {"max_retries": 4, "retry_timeout": timedelta(seconds=40)}
TIMES: dict[str, Any] = {"connect_timeout": "10s", "timeout": "120s"}
LONGEST_NAME = 1024  # bytes
DELETED_AT_ONCE = 1000  # by the protocol of S3
GONE = object()  # what a deletion gives where there is nothing
NO_BUCKET = ("NoSuchBucket", "ContainerNotFound")  # codes of errors
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # and the surrogates by which Python names other bytes
# What a store that lacks conditional writes says of them.
_NOT_IMPLEMENTED = re.compile(r"NotImplemented|\b501 ")


@dataclass(kw_only=True)
class ObjectStore(InPlace):
    """The objects below *store*, an address such as ``s3://bucket`` or ``gs://bucket/folder``.

    *endpoint*: the address of a store that speaks the protocol of S3, and is not Amazon's. *region*: as the store calls
    it. *state_store*: the address at which the publisher keeps its own files; "" for `.hamerkop/` beside the public
    ones. Credentials are those of the environment, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    """

    store: str
    endpoint: str = ""
    region: str = ""
    state_store: str = ""

    @property
    def name(self) -> str:
        """The address of the store."""
        return self.store.rstrip("/")

    @property
    def has_folders(self) -> bool:
        """Return False: the names of objects only look like paths."""
        return False

    @cached_property
    def site(self) -> "Objects":
        """The public objects."""
        return Objects(self._connected(self.store), self.name)

    @cached_property
    def state(self) -> "Objects":
        """The publisher's own objects."""
        if self.state_store:
            return Objects(self._connected(self.state_store), self.state_store.rstrip("/"))
        return Objects(self.site.store, self.name, STATE)

    @cached_property
    def documents(self) -> "ObjectDocuments":
        """The publisher's own documents."""
        return ObjectDocuments(self.state, self.is_conditional)

    def _connected(self, address: str) -> Any:
        """Return the store at *address*. Raises TargetError if it is none."""
        if urlsplit(address).scheme not in SCHEMES or not urlsplit(address).netloc:
            raise TargetError(f'"{address}" is not the address of an object store; write s3://BUCKET, gs:// or az://')
        options: dict[str, Any] = {"endpoint": self.endpoint, "region": self.region}
        options = {name: value for name, value in options.items() if value}
        options["client_options"] = TIMES | {"allow_http": self.endpoint.startswith("http://")}
        return said(address, lambda: from_url(address, retry_config=RETRIES, **options))

    def headers(self, path: str) -> Headers:
        """Return the headers of a public file, which the store keeps with it."""
        return headers_of(path)

    def what_is_wrong_with(self, path: str) -> str:
        """Return why no object can have this name."""
        if _CONTROL.search(path):
            return "the name of an object has no control characters and is in UTF-8"
        whole = f"{urlsplit(self.store).path}/{path}".lstrip("/")
        return "the name of an object is too long" if len(whole.encode()) > LONGEST_NAME else ""

    def try_host(self, dry_run: bool) -> bool:
        """Raise TargetError if the store cannot be read or written; return whether it compares before it writes."""
        self.state.names("releases")
        return dry_run or self.documents.compares()

    def copy(self, kept: str, path: str) -> bool:
        """Copy an object with its headers within the store; False if the publisher's files are in another one."""
        if self.state_store:
            return False
        self.site.call(path, partial(self.site.store.copy, f"{STATE}{kept}"))
        return True


class Objects:
    """The objects of *store* whose names begin with *prefix*; :class:`~hamerkop.publish.targets.files.Files`.

    *name*: both for messages.
    """

    parallel = PARALLEL

    def __init__(self, store: Any, name: str, prefix: str = "") -> None:
        self.store, self.name, self.prefix = store, f"{name}/{prefix}", prefix

    def call(self, path: str, work: Callable[[str], T]) -> T:
        """Return what *work* returns for the name of the object at *path*; raise TargetError if the store refuses."""
        return said(f"{self.name}{path}", partial(work, f"{self.prefix}{path}"))

    def get(self, path: str) -> bytes | None:
        """Return the content of an object."""
        found = self.read(path)
        return found and found.data

    def read(self, path: str) -> Document | None:
        """Return an object with its version, which is the store's entity tag or number."""

        def read(name: str) -> Document:
            found = self.store.get(name)
            return Document(bytes(found.bytes()), version_of(found.meta))

        return self.call(path, lambda name: there(partial(read, name)))

    def put(self, path: str, data: bytes | Path, headers: Headers | None = None) -> None:
        """Write an object with its headers."""
        attributes = {"Content-Type": headers.type, "Cache-Control": headers.cache} if headers else None
        self.call(path, lambda name: self.store.put(name, data, attributes=attributes))

    def delete(self, paths: Iterable[str]) -> None:
        """Delete objects, a thousand with each request; stores that report one that is gone get a request for each."""
        left = iter(paths)
        while some := [f"{self.prefix}{path}" for path in islice(left, DELETED_AT_ONCE)]:
            if self._delete(some) is GONE:
                for name in some:
                    self._delete(name)

    def _delete(self, names: str | list[str]) -> object:
        return said(self.name, lambda: there(lambda: self.store.delete(names), GONE))

    def names(self, folder: str) -> set[str]:
        """Return the names of the objects in a folder."""
        listing = self.call(folder, self.store.list_with_delimiter)
        return {found["path"].rpartition("/")[2] for found in listing["objects"]}

    def paths(self) -> set[str]:
        """Return the paths of all objects but the publisher's own."""
        found = said(self.name, lambda: {each["path"] for some in self.store.list() for each in some})
        return {path for path in found if not path.startswith(STATE)}

    def existing(self, paths: Iterable[str]) -> set[str]:
        """Return those of *paths* that are objects."""
        wanted = {*paths}
        if len(wanted) <= MANY:
            return {path for path in wanted if self.call(path, lambda name: there(partial(self.store.head, name)))}
        return self.paths() & wanted


class ObjectDocuments:
    """Objects that are written on a condition; :class:`~hamerkop.publish.targets.files.Documents`."""

    def __init__(self, objects: Objects, is_conditional: bool) -> None:
        self.objects, self.is_conditional = objects, is_conditional

    def compares(self) -> bool:
        """Write a document, and return whether the store compares before that: some cannot, some ignore it."""
        self.replace("check.json", b"{}\n", None)
        return self.replace("check.json", b"{}\n", None) is None and self.is_conditional

    def read(self, name: str) -> Document | None:
        """Return a document."""
        return self.objects.read(name)

    def replace(self, name: str, data: bytes, version: str | None) -> str | None:
        """Write a document if it has *version*; see Documents."""
        mode = mode_of(version) if self.is_conditional else "overwrite"
        return self.objects.call(name, lambda path: self._put(path, data, mode))

    def _put(self, name: str, data: bytes, mode: Any) -> str | None:
        put = self.objects.store.put
        try:
            return version_of(put(name, data, mode=mode, use_multipart=False))
        except (AlreadyExistsError, PreconditionError):
            return None
        except (NotSupportedError, BaseError) as error:
            if mode == "overwrite" or not _NOT_IMPLEMENTED.search(str(error)):
                raise
            self.is_conditional = False
            return version_of(put(name, data, use_multipart=False))


def version_of(facts: Any) -> str:
    """Return the version that a store gives an object: its entity tag and number, with a line break between them."""
    return f"{facts.get('e_tag') or ''}\n{facts.get('version') or ''}"


def mode_of(version: str | None) -> Any:
    """Return obstore's name for the condition that an object has *version*, or for None that there is none."""
    if version is None:
        return "create"
    tag, _, number = version.partition("\n")
    return {name: value for name, value in (("e_tag", tag), ("version", number)) if value}


def there(work: Callable[[], T], otherwise: Any = None) -> T | Any:
    """Return what *work* returns, *otherwise* if there is no such object."""
    try:
        return work()
    except FileNotFoundError as error:
        if any(words in str(error) for words in NO_BUCKET):
            raise
        return otherwise


def said(where: str, work: Callable[[], T]) -> T:
    """Return what *work* returns; raise TargetError in the words of the store if it fails."""
    try:
        return work()
    except UnicodeEncodeError:
        raise TargetError(f"{where!a}: an object store takes only names in UTF-8; rename the file") from None
    except ValueError as error:
        raise TargetError(f"{where!a}: {str(error).splitlines()[0]}") from None
    except (BaseError, OSError) as error:
        raise TargetError(f"{where}: {reason_in(str(error))}; {advice(str(error))}") from None


def reason_in(printed: str) -> str:
    """Return a store's error in one line, without addresses, which may hold a signature."""
    first = printed.partition("\n\nDebug source:")[0]
    code, message = (re.search(rf"<{name}>([^<]*)</{name}>", first) for name in ("Code", "Message"))
    if code:
        return f"{code[1]}{f': {message[1].strip().splitlines()[0]}' if message and message[1].strip() else ''}"
    status = re.search(r"status code: (\d{3}[^:\n]*)", first)
    if status:
        return f"the store answers {status[1].strip()}"
    return re.sub(r"\S+://\S+", "the store", first.splitlines()[0])


def advice(printed: str) -> str:
    """Return what to do about an error of a store."""
    if any(words in printed for words in NO_BUCKET):
        return "make the bucket, or correct its name"
    if "must be specified" in printed or "issing" in printed:
        return "set it in the environment, as docs/hosting/object-store.md says"
    if "RequestTimeTooSkewed" in printed:
        return "set the clock of this machine"
    if re.search(r"AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|\b40[13] |credential", printed):
        return "check the credentials in the environment, and what they may do"
    return "run the same command again: it completes what is missing"
