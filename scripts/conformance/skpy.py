"""Drives an unmodified SkPy against the gateway and says for each thing it can do whether it worked.

Started by run.ts. Every connection to a production host name leads to the gateway on this machine; the names, the paths and the
checks of certificates stay as they are. Prints one JSON object a line: {"name", "ok", "detail"}.
"""

import base64
import hashlib
import io
import json
import os
import socket
import sys
import tempfile
import threading
import time
import traceback
import unittest
import warnings

warnings.simplefilter("ignore")

PORT = int(os.environ["SKYLARK_PORT"])
PASSWORD = os.environ["SKYLARK_PASSWORD"]
PAGE = os.environ["SKYLARK_PAGE"]
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

lookup = socket.getaddrinfo


def lookup_here(host, port, *rest, **more):
    return lookup("127.0.0.1", PORT, *rest, **more)


socket.getaddrinfo = lookup_here
sys.path.insert(0, sys.argv[1])

import skpy  # noqa: E402
from skpy import Skype, SkypeApiException, SkypeConnection, SkypeEventLoop, SkypeUtils  # noqa: E402
from skpy import conn as skpyConn  # noqa: E402

folder = tempfile.mkdtemp(prefix="skylark-skpy-")


def report(name, problem=None):
    print(json.dumps({"name": name, "ok": problem is None, "detail": problem or ""}), flush=True)


def check(name):
    """Runs the decorated function at once and reports whether it raised."""

    def run(work):
        try:
            work()
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            report(name, "{0}: {1} ({2}:{3})".format(type(error).__name__, error, os.path.basename(where[0]), where[1])[:400])
        else:
            report(name)
        return work

    return run


def expect(condition, problem):
    if not condition:
        raise AssertionError(problem)


def token_file(user, device=""):
    """Signs in with the password hash and leaves the six lines of a token file; each device of a user is an endpoint of its own."""
    path = os.path.join(folder, user + device)
    if not os.path.exists(path):
        conn = SkypeConnection()
        token, expiry = skpyConn.SkypeAPIAuthProvider(conn).auth(user, PASSWORD)
        conn.userId, conn.tokens["skype"], conn.tokenExpiry["skype"] = user, token, expiry
        conn.tokenFile = path
        conn.getRegToken()
    return path


def sign_in(user):
    return Skype(tokenFile=token_file(user))


def refused(status, work):
    """Expects that the gateway answers with this status."""
    try:
        work()
    except SkypeApiException as error:
        expect(error.args[1].status_code == status, "answered {0}".format(error.args[1].status_code))
        return
    raise AssertionError("was not refused")


def until(what, found, seconds=15):
    end = time.time() + seconds
    while time.time() < end:
        if found():
            return
        time.sleep(0.1)
    raise AssertionError("did not happen: " + what)


# Signing in ------------------------------------------------------------------------------------------------------------------


@check("sign in: web form")
def _():
    sk = Skype("fred.2", PASSWORD)
    expect(sk.conn.connected and sk.userId == "fred.2", "not connected")


@check("sign in: web form refuses a wrong password")
def _():
    try:
        Skype("fred.2", PASSWORD + "!")
    except (skpy.SkypeAuthException, SkypeApiException) as error:
        expect("password is incorrect" in str(error), "another reason: {0}".format(error))
        return
    raise AssertionError("was let in")


@check("sign in: SOAP")
def _():
    conn = SkypeConnection()
    conn.soapLogin("fred.2", PASSWORD)
    expect(conn.connected, "not connected")


@check("sign in: SOAP refuses a wrong password")
def _():
    try:
        SkypeConnection().soapLogin("fred.2", PASSWORD + "!")
    except skpy.SkypeAuthException:
        return
    raise AssertionError("was let in")


@check("sign in: password hash")
def _():
    expect(skpyConn.SkypeAPIAuthProvider(SkypeConnection()).auth("joe.4", PASSWORD)[0], "no token")


@check("sign in: refresh of the skype token")
def _():
    sk = sign_in("fred.2")
    before = sk.conn.tokens["skype"]
    sk.conn.refreshSkypeToken()
    expect(sk.conn.tokens["skype"] and sk.conn.tokens["skype"] != before, "the same token")
    sk.contacts.sync()


@check("sign in: existence of an account")
def _():
    provider = skpyConn.SkypeLiveAuthProvider(SkypeConnection())
    expect(provider.checkUser("fred.2"), "fred.2 is not known")


# SkPy's own tests --------------------------------------------------------------------------------------------------------------

os.environ["SKPY_TESTSERVER_TOKENS"] = token_file("fred.2")
os.environ["SKPY_TESTSERVER_RECIP"] = "joe.4"
from test import server as own_tests  # noqa: E402

own_tests.getpass = lambda prompt="": PASSWORD


class Outcome(unittest.TestResult):
    def addSuccess(self, test):
        report("test/server.py: " + test.id().split(".")[-1])

    def _add(self, test, err):
        report("test/server.py: " + test.id().split(".")[-1], "{0}: {1}".format(err[0].__name__, err[1])[:400])

    addError = addFailure = _add

    def addSkip(self, test, reason):
        report("test/server.py: " + test.id().split(".")[-1], "skipped: " + reason)


class OneByOne(unittest.TestSuite):
    """A message from joe.4 comes while the test of events waits for one."""

    def run(self, result, debug=False):
        for test in unittest.defaultTestLoader.loadTestsFromModule(own_tests):
            for case in test:
                stop = threading.Event()
                if case.id().endswith("testMessageEvent"):
                    threading.Thread(target=write_until, args=(stop,)).start()
                suite = unittest.TestSuite([case])
                written, sys.stdout = sys.stdout, io.StringIO()
                try:
                    suite_result = Collected()
                    suite.run(suite_result)
                finally:
                    sys.stdout = written
                    stop.set()
                suite_result.replay(result)
        return result


class Collected(unittest.TestResult):
    """Outcomes are told after the test, because the test may print."""

    def __init__(self):
        super().__init__()
        self.outcomes = []

    def addSuccess(self, test):
        self.outcomes.append(("addSuccess", test))

    def addError(self, test, err):
        self.outcomes.append(("addError", test, err))

    addFailure = addError

    def addSkip(self, test, reason):
        self.outcomes.append(("addSkip", test, reason))

    def replay(self, result):
        for method, *rest in self.outcomes:
            getattr(result, method)(*rest)


def write_until(stop):
    chat = sign_in("joe.4").contacts["fred.2"].chat
    while not stop.wait(1):
        chat.sendMsg("Is anybody there?")


OneByOne().run(Outcome())

# Events ------------------------------------------------------------------------------------------------------------------------

fred = sign_in("fred.2")
joe = sign_in("joe.4")


class Loop(SkypeEventLoop):
    def __init__(self, device=""):
        super().__init__(tokenFile=token_file("fred.2", device), status=SkypeUtils.Status.Online)
        self.seen = []
        self.isOver = False

    def onEvent(self, event):
        self.seen.append(event)

    def run(self):
        while not self.isOver:
            self.cycle()

    def has(self, kind, test=lambda event: True):
        return any(isinstance(event, kind) and test(event) for event in list(self.seen))


loop = Loop()
threading.Thread(target=loop.run, daemon=True).start()
chat = joe.contacts["fred.2"].chat
sent = {}


@check("event loop: new message, acknowledged")
def _():
    sent["text"] = chat.sendMsg("Hello Fred")
    until("the message", lambda: loop.has(skpy.SkypeNewMessageEvent, lambda e: e.msg.content == "Hello Fred"))


@check("event loop: rich text")
def _():
    chat.sendMsg(skpy.SkypeMsg.bold("bold") + " & " + skpy.SkypeMsg.link("https://example.org"), rich=True)
    until("the message", lambda: loop.has(skpy.SkypeNewMessageEvent, lambda e: "bold" in (e.msg.plain or "")))


@check("event loop: edited message")
def _():
    sent["text"].edit("Hello again")
    until("the edit", lambda: loop.has(skpy.SkypeEditMessageEvent, lambda e: e.msg.content == "Hello again"))


@check("event loop: deleted message")
def _():
    other = chat.sendMsg("Not for long")
    other.delete()
    until("the deletion", lambda: loop.has(skpy.SkypeEditMessageEvent, lambda e: e.msg.deleted))


@check("event loop: typing")
def _():
    chat.setTyping()
    until("the notice", lambda: loop.has(skpy.SkypeTypingEvent, lambda e: e.userId == "joe.4" and e.active))
    chat.setTyping(False)
    until("its end", lambda: loop.has(skpy.SkypeTypingEvent, lambda e: e.userId == "joe.4" and not e.active))


@check("event loop: presence of a contact")
def _():
    fred.contacts.sync()
    loop.subscribePresence()
    joe.setPresence(SkypeUtils.Status.Busy)
    until("busy", lambda: loop.has(skpy.SkypePresenceEvent, lambda e: e.userId == "joe.4" and "Busy" in str(e.status)))


@check("event loop: endpoint of a contact")
def _():
    joe.conn.endpoints["self"].config("joe's computer")
    until("the endpoint", lambda: loop.has(skpy.SkypeEndpointEvent, lambda e: e.userId == "joe.4"))


@check("event loop: conversation update and read position")
def _():
    until("the update", lambda: loop.has(skpy.SkypeChatUpdateEvent))
    event = [e for e in loop.seen if isinstance(e, skpy.SkypeChatUpdateEvent)][-1]
    event.consume()
    [message for message in fred.chats["8:joe.4"].getMsgs() if message.userId == "joe.4"][0].read()


@check("event loop: a contact card")
def _():
    chat.sendContacts(joe.contacts["anna.7"])
    until("the card", lambda: loop.has(skpy.SkypeNewMessageEvent, lambda e: isinstance(e.msg, skpy.SkypeContactMsg)))


@check("event loop: a location")
def _():
    place = skpy.SkypeLocationMsg(latitude=59.91, longitude=10.75, address="Oslo", mapUrl="https://example.org/map")
    chat.sendRaw(messagetype="RichText/Location", content=str(place.html))
    until("the location", lambda: loop.has(skpy.SkypeMessageEvent, lambda e: isinstance(e.msg, skpy.SkypeLocationMsg)
                                           and abs(e.msg.latitude - 59.91) < 0.001 and e.msg.address == "Oslo"))


@check("event loop: an interactive card")
def _():
    button = skpy.SkypeCardMsg.Button(type="openUrl", title="Open", value="https://example.org/")
    card = skpy.SkypeCardMsg(title="A card", body="with a button", buttons=[button])
    chat.sendRaw(messagetype="RichText/Media_Card", content=str(card.html))
    until("the card", lambda: loop.has(skpy.SkypeMessageEvent, lambda e: isinstance(e.msg, skpy.SkypeCardMsg)
                                       and e.msg.title == "A card" and e.msg.buttons[0].value == "https://example.org/"))


@check("event loop: goes on after the endpoint is gone, and hears what is sent from then on")
def _():
    other = Loop("-other")
    before = other.conn.tokens["reg"]
    other.conn("DELETE", "{0}/users/ME/endpoints/SELF".format(other.conn.msgsHost), auth=SkypeConnection.Auth.RegToken)
    refused(404, other.conn.endpoints["self"].ping)
    threading.Thread(target=other.run, daemon=True).start()
    try:
        until("another registration", lambda: other.conn.tokens["reg"] != before)
        until("a message", lambda: chat.sendMsg("Still there?") and other.has(
            skpy.SkypeNewMessageEvent, lambda e: e.msg.content == "Still there?"))
    finally:
        other.isOver = True


@check("event loop: a call that ended")
def _():
    chat.sendRaw(messagetype="Event/Call", content='<partlist type="ended" alt=""><part identity="joe.4"><name>Joe</name>'
                 "<duration>3</duration></part></partlist>")
    until("the call", lambda: loop.has(skpy.SkypeCallEvent))


# Conversations ---------------------------------------------------------------------------------------------------------------


@check("conversations: recent, page by page")
def _():
    found = {}
    while True:
        page = fred.chats.recent()
        if not page:
            break
        found.update(page)
    expect("8:joe.4" in found, "8:joe.4 is not among {0}".format(sorted(found)))


@check("conversations: history, page by page, each message once")
def _():
    for number in range(45):
        chat.sendMsg("Line {0}".format(number))
    ids, other = [], sign_in("fred.2").chats["8:joe.4"]
    while True:
        page = other.getMsgs()
        if not page:
            break
        ids += [message.id for message in page]
    expect(len(ids) >= 45 and len(ids) == len(set(ids)), "{0} ids, {1} different".format(len(ids), len(set(ids))))


@check("conversations: alerts and history deletion")
def _():
    own = fred.chats["8:joe.4"]
    own.setAlerts(False)
    expect(fred.conn("GET", "{0}/users/ME/conversations/8:joe.4".format(fred.conn.msgsHost),
                     auth=SkypeConnection.Auth.RegToken,
                     params={"view": "msnp24Equivalent"}).json()["properties"]["alerts"] == "false", "alerts are not off")
    own.setAlerts(True)
    own.delete()
    expect(sign_in("fred.2").chats["8:joe.4"].getMsgs() == [], "messages are still there")


# Groups ------------------------------------------------------------------------------------------------------------------------


@check("groups: create, topic, members, roles, history, moderation, join link, leave")
def _():
    group = fred.chats.create(members=["joe.4", "anna.7"], admins=["anna.7"])
    try:
        expect(sorted(group.userIds) == ["anna.7", "fred.2", "joe.4"], "members {0}".format(group.userIds))
        group.setTopic("Plans")
        until("the topic", lambda: loop.has(skpy.SkypeMessageEvent, lambda e: isinstance(e.msg, skpy.SkypeTopicPropertyMsg)))
        group.removeMember("joe.4")
        group.addMember("joe.4")
        group.addMember("joe.4", admin=True)
        until("the role", lambda: loop.has(skpy.SkypeMessageEvent, lambda e: isinstance(e.msg, skpy.SkypeChangeMemberMsg)
                                           and e.msg.memberId == "joe.4" and e.msg.admin))
        group.setModerated(True)
        group.setModerated(False)
        group.setHistory(True)
        group.setOpen(True)
        ids = fred.chats.urlToIds(group.joinUrl)
        expect(ids["id"] == group.id, "the link leads to {0}".format(ids))
        group.setOpen(False)
        again = sign_in("joe.4").chats[group.id]
        expect(again.topic == "Plans" and set(again.adminIds) == {"fred.2", "anna.7", "joe.4"}, "admins {0}".format(again.adminIds))
        until("a member event", lambda: loop.has(skpy.SkypeChatMemberEvent))
    finally:
        group.leave()
        group.delete()


@check("guests: join by the link, write, hear, and have nothing else")
def _():
    group = fred.chats.create(members=["joe.4"])
    try:
        group.setOpen(True)
        guest = Skype()
        guest.conn.guestLogin(group.joinUrl, "Visitor")
        guest.getEvents()
        until("the guest's arrival", lambda: loop.has(skpy.SkypeMessageEvent, lambda e: isinstance(e.msg, skpy.SkypeAddMemberMsg)
                                                      and e.msg.memberId == guest.userId))
        guest.chats[group.id].sendMsg("May I?")
        until("the guest's message", lambda: loop.has(skpy.SkypeNewMessageEvent, lambda e: e.msg.content == "May I?"
                                                      and e.msg.userId == guest.userId))
        group.sendMsg("You may")
        heard = []
        until("the answer", lambda: heard.extend(guest.getEvents()) or any(
            isinstance(e, skpy.SkypeNewMessageEvent) and e.msg.content == "You may" for e in heard))
        refused(401, guest.contacts.sync)
        refused(401, lambda: guest.getUrlMeta(PAGE))
        refused(404, lambda: guest.conn("GET", "{0}/users/ME/conversations/8:joe.4".format(guest.conn.msgsHost),
                                        auth=SkypeConnection.Auth.RegToken))
        guest.chats[group.id].leave()
        until("the guest's leave", lambda: loop.has(skpy.SkypeMessageEvent, lambda e: isinstance(e.msg, skpy.SkypeRemoveMemberMsg)
                                                    and e.msg.memberId == guest.userId))
    finally:
        group.leave()


# Files -------------------------------------------------------------------------------------------------------------------------


@check("files: send and read a file")
def _():
    message = chat.sendFile(io.BytesIO(b"some text\n" * 100), "notes.txt")
    expect(message.file.name == "notes.txt", "name {0}".format(message.file))
    until("the file", lambda: loop.has(skpy.SkypeNewMessageEvent, lambda e: type(e.msg) is skpy.SkypeFileMsg))
    received = [e.msg for e in loop.seen if isinstance(e, skpy.SkypeNewMessageEvent) and type(e.msg) is skpy.SkypeFileMsg][-1]
    expect(received.fileContent == b"some text\n" * 100, "the content differs")


@check("files: send and read a picture")
def _():
    chat.sendFile(io.BytesIO(PICTURE), "dot.png", image=True)
    until("the picture", lambda: loop.has(skpy.SkypeNewMessageEvent, lambda e: isinstance(e.msg, skpy.SkypeImageMsg)))
    received = [e.msg for e in loop.seen if isinstance(e, skpy.SkypeNewMessageEvent) and isinstance(e.msg, skpy.SkypeImageMsg)][-1]
    expect(len(received.fileContent) > 0, "no content")


@check("files: of a group are read by another member and by no stranger")
def _():
    group = fred.chats.create(members=["joe.4", "anna.7"])
    try:
        group.sendFile(io.BytesIO(b"for us"), "ours.txt")
        received = [m for m in sign_in("anna.7").chats[group.id].getMsgs() if isinstance(m, skpy.SkypeFileMsg)][0]
        expect(received.fileContent == b"for us", "the content differs")
        url = "{0}/views/original".format(received.file.urlFull)
        for name in ("anna.7", "new.1"):
            read = lambda: sign_in(name).conn("GET", url, auth=SkypeConnection.Auth.Authorize)  # noqa: E731
            expect(read().content == b"for us", "another content") if name == "anna.7" else refused(404, read)
    finally:
        group.leave()


# People ------------------------------------------------------------------------------------------------------------------------


@check("contacts: list, groups, profile, bot")
def _():
    fred.contacts.sync()
    expect({"joe.4", "anna.7"} <= {contact.id for contact in fred.contacts}, "a contact is missing")
    expect(fred.contacts.user("anna.7").name is not None, "no name")
    expect(fred.contacts.bot("concierge").id == "concierge", "no bot")
    fred.contacts.groups


@check("contacts: search the directory")
def _():
    expect("new.1" in [user.id for user in fred.contacts.search("new.1")], "new.1 was not found")


@check("contacts: request, accept, reject, block, unblock, remove")
def _():
    stranger = sign_in("new.1")
    stranger.contacts.user("fred.2").invite("Hello, it is me")
    request = [r for r in fred.contacts.requests() if r.userId == "new.1"][0]
    expect("Hello, it is me" in request.greeting, "greeting {0}".format(request.greeting))
    request.reject()
    expect(not [r for r in sign_in("fred.2").contacts.requests() if r.userId == "new.1"], "the request is still there")
    expect("new.1" not in [c.id for c in sign_in("fred.2").contacts], "the one who was declined is a contact")
    stranger.contacts.user("fred.2").invite("Please")
    [r for r in fred.contacts.requests() if r.userId == "new.1"][0].accept()
    again = sign_in("fred.2")
    again.contacts.sync()
    contact = again.contacts["new.1"]
    expect(contact and contact.authorised, "not a contact")
    contact.block(report=True)
    expect([c for c in sign_in("fred.2").contacts if c.id == "new.1"][0].blocked, "not blocked")
    contact.unblock()
    contact.delete()
    expect("new.1" not in [c.id for c in sign_in("fred.2").contacts], "still a contact")


# Account -----------------------------------------------------------------------------------------------------------------------


@check("account: mood and picture")
def _():
    joe.setMood("at sea")
    expect("at sea" in str(sign_in("joe.4").user.mood), "mood {0}".format(joe.user.mood))
    address = "https://avatar.skype.com/v1/avatars/joe.4/public"
    before = SkypeConnection.externalCall("GET", address).content
    joe.setAvatar(io.BytesIO(PICTURE))
    after = SkypeConnection.externalCall("GET", address)
    expect(after.content != before and after.headers["Content-Type"].startswith("image/"), "the picture is not shown")
    expect(sign_in("fred.2").contacts.user("joe.4").avatar, "the profile names no picture")


@check("account: every setting, read, changed and put back")
def _():
    settings = fred.settings
    for name in settings.attrs:
        before = getattr(settings, name)
        if isinstance(before, bool):
            setattr(settings, name, not before)
            expect(getattr(sign_in("fred.2").settings, name) is not None, name)
            setattr(settings, name, before)
    settings.videoPrivacy = settings.Privacy.Nobody
    settings.callPrivacy = settings.Privacy.Contacts


@check("account: services, translation, emoticons")
def _():
    expect(fred.services, "no services")
    expect("en" in fred.translate.languages, "no languages")
    expect(SkypeUtils.initEmotes() if hasattr(SkypeUtils, "initEmotes") else True, "no emoticons")


@check("account: description of a page")
def _():
    described = fred.getUrlMeta(PAGE)
    expect(described["title"] == "A page & more" and described["status_code"] == "200", "described as {0}".format(described))
    refused(404, lambda: fred.getUrlMeta("http://127.0.0.1:9/"))


loop.isOver = True
os._exit(0)
