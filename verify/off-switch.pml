/* The off-switch processor, all that can be done to it, and what must hold whatever is done. README.md says how it hangs together.

   One process: a handler of the partition runs to its end unless the supply goes, so the choices of everybody else (central system, meter
   board, button, memory, supply, contact) are choices of this one. Seconds are few, the rules of the switch are tables made from the code.

   The meter board is hostile: it says any local message at any time, and of the sealed messages that the central system made it delivers
   any one, in any order, again or never; a lost, doubled or overtaken message on the link, or a reset of that board, is no more than that. */

#include "rules.pml"

/* Each run has as much of the world as can matter to its properties. */
#ifndef RUN
#define RUN 0
#endif
#define MOVES 1
#define ONCE 2
#define DELAY 3
#define ACTS 4
#define claim(run, number, holds) assert(RUN != run || number == 0 || (holds))

/* The longest wait, in seconds. */
#if RUN == DELAY || defined(REPLAY)
#define LONGEST 2
#else
#define LONGEST 1
#endif

/* What is seen from outside (tokens.ts). A walk of the real partition lets the model go only where that went. */
/* Only who waits for an answer can tell a put that is refused and is there after a reset from one that is done and then comes the reset. */
#if RUN == ONCE || defined(REPLAY)
#define answersMatter true
#else
#define answersMatter false
#endif

#ifdef REPLAY
#define replay true
/* The last put was refused: then the next one is made even where it changes nothing. Where that can matter to a property, isThere or isLost says it, too. */
bit isUnsure;
/* What the meter board said since it was last listened to. */
bit isSaid;
unsigned said : 4;
int at;
short token;
c_decl {
  static short WALKS[1 << 20];
  static int furthest = -1;
}
#define see(x) token == (x); advance()
#define seeResult(x) (token == (x) || token == ANY_RESULT); advance()
inline reach() {
  c_code {
    now.token = WALKS[now.at];
    if (now.at > furthest) { furthest = now.at; printf("furthest %d\n", furthest); }
  }
}
inline advance() {
  d_step { at++; reach() }
}
#else
#define replay false
#define isUnsure (isThere || isLost)
#define see(x) true
#define seeResult(x) true
#endif

/* From some moment on nothing fails any more and nobody does anything: only then does something have to happen. */
#if RUN == ACTS
bit calm;
#else
#define calm false
#endif

typedef Switch {
  bit closed;
  unsigned reasons : 4;
  unsigned obeyed : 4;
  unsigned wait : 2;
  /* The relay was to move to where it is; else only its contact said so. */
  bit wasMoved;
  /* What follows is no part of the code: it says in the words of the properties what should be so. */
  /* The reasons that there are. */
  unsigned due : 4;
  /* An authentic "off" was accepted, and no "on" or "cancel" has taken it back. */
  bit isOff;
  /* Local reasons that the central system's last "obey" lets count. */
  unsigned lets : 4;
  /* Where it is open: that was warranted when it was decided. */
  bit isDecided;
  /* Seconds that the opening has yet to wait. */
  unsigned left : 2
}

/* In RAM; in the memory, as far as the processor knows. */
Switch s, stored;
/* What a put that was refused was to store is there all the same: a reset will find it, unless another put succeeds. So where it counts, that
   reset comes first, and until then no put succeeds and the relay cannot move. Only answers tell it from a put that was done and then comes
   the reset: they are looked at, and what the reset leads to is found there. */
bit isThere;
Switch there;
/* The memory has no state. */
bit isLost;

/* RAM of the partition. */
bit known, driven, isPressed;
unsigned wanted : 4;

/* The contact, and whether the wire that tells of it is cut: then it says open. */
bit contact, isCut;

/* The button went down while the switch was armed, and it has been armed since; it was held as it should be. */
bit hand, proper;

/* Authentic messages by counter, as many as matter: 0 is the one whose counter is stored, the next ones are newer. Whether each has acted. */
#define NEWER 2
bit acted[NEWER + 1];

/* For the moment: message in hand, its kind and number, rules' result, what is to become of the state, whether it was stored. */
unsigned which : 2;
unsigned kind : 3;
unsigned number : 4;
short out;
unsigned r : 4;
unsigned o : 4;
unsigned d : 4;
unsigned l : 4;
bit f, done;
unsigned result : 2;

#define answersOnly (isThere && !replay)
#define seen (contact && !isCut)
#define isArmed (known && !s.closed && s.reasons == 0)
#define PASSING (CREDIT | LIMIT)
#define warrants(off, due, lets) (off || (due & lets & (PASSING | TAMPER)) != 0)

inline afterEvent(event) {
  d_step { out = event; c_code { now.out = AFTER_EVENT[now.out][now.s.closed][now.s.reasons]; } }
}
inline afterLocal(letting) {
  d_step { out = letting; c_code { now.out = AFTER_LOCAL[now.wanted * 16 + now.out][now.s.reasons]; } }
}
#define opensNow c_expr { OPENS[now.s.reasons][now.s.obeyed] }
#define opensNext c_expr { OPENS[now.r][now.o] }

inline copy(to, from) {
  to.closed = from.closed; to.reasons = from.reasons; to.obeyed = from.obeyed; to.wait = from.wait; to.wasMoved = from.wasMoved;
  to.due = from.due; to.isOff = from.isOff; to.lets = from.lets; to.isDecided = from.isDecided; to.left = from.left
}
inline clear(it) {
  it.closed = 0; it.reasons = 0; it.obeyed = 0; it.wait = 0; it.wasMoved = 0; it.due = 0; it.isOff = 0; it.lets = 0; it.isDecided = 0; it.left = 0
}
inline anyWait(x) {
  if
  :: x = 0
  :: x = 1
  :: LONGEST > 1 -> x = 2
  fi
}

#ifdef REPLAY
#define sure() isThere = 0; isUnsure = 0
#define unsure() isUnsure = 1
#define unheard() isSaid = 0; said = 0
#else
#define sure() isThere = 0
#define unsure() skip
#define unheard() skip
#endif

/* What was for the moment is no state. */
inline forget() {
  which = 0; kind = 0; number = 0; out = 0; r = 0; o = 0; d = 0; l = 0; f = 0; done = 0; result = 0; proper = 0; acted[0] = 0
}
/* RAM is lost. */
inline wipe() {
  forget();
  clear(s); known = 0; unheard(); driven = 0; isPressed = 0; wanted = 0; hand = 0
}

/* The supply may go here. */
inline crash() {
  if
  :: !calm && !answersOnly -> see(RESET) -> d_step { wipe() } goto reset
  :: true
  fi
}

#define PUT_S (PUT + 512 * s.closed + 256 * (s.wait > 0) + 16 * s.reasons + s.obeyed)
#define REPORT_S (REPORT + 256 * (s.closed -> 1 : (s.reasons == 0 -> 2 : 0)) + 16 * s.reasons + s.obeyed)

/* Stores the state. What is refused may be found after a reset or not; until then RAM goes back to what is surely stored. */
inline keep() {
  crash();
  if
  :: !isThere -> see(PUT_S + 1024) ->
    d_step {
      copy(stored, s); sure(); isLost = 0; done = 1;
      printf("| stores closed %d, reasons %d, obeyed %d, wait %d\n", s.closed, s.reasons, s.obeyed, s.wait)
    }
  :: !calm -> see(PUT_S) ->
    if
    :: d_step { answersMatter && !isThere -> copy(there, s); isThere = 1; printf("| cannot store closed %d, reasons %d, obeyed %d, but it is there\n", s.closed, s.reasons, s.obeyed) }
    :: printf("| cannot store closed %d, reasons %d, obeyed %d\n", s.closed, s.reasons, s.obeyed)
    fi;
    d_step { unsure(); copy(s, stored); done = 0 }
  fi;
  crash()
}

/* The only place that moves the contact. It may be stuck. */
inline drive(c) {
  d_step {
    printf("| drives the contact %d\n", c);
    claim(MOVES, 1, c == 0 || (hand && proper && s.due == 0 && stored.due == 0));
    claim(MOVES, 2, c == 1 || !contact || stored.isDecided);
    claim(MOVES, 4, !isLost && !isThere && stored.closed == c);
    driven = 1; hand = 0
  }
  if
  :: contact = c
  :: contact != c
  fi;
  see(DRIVE + c + 2 * contact);
  crash()
}

inline move(c) {
  if
  :: true ->
    d_step {
      claim(MOVES, 2, c == 1 || s.isDecided || warrants(s.isOff, s.due, s.lets));
      claim(DELAY, 5, c == 1 || !s.closed || s.left == 0);
      s.closed = c; s.wasMoved = 1; s.isDecided = 1 - c
    }
    keep();
    if
    :: done -> drive(c)
    :: else
    fi
  /* The relay must rest, or has moved too often. */
  :: !calm
  fi
}

/* The reasons become r and what is obeyed o; d, f, l say the same in the words of the properties. */
inline become() {
  if
  :: r == s.reasons && o == s.obeyed ->
    d_step { s.due = d; s.isOff = f; s.lets = l }
    if
    :: isUnsure -> keep()
    :: else -> d_step { stored.due = d; stored.isOff = f; stored.lets = l; done = 1 }
    fi
  :: else ->
    if
    :: !s.closed -> anyWait(s.wait)
    :: s.closed && opensNext && !opensNow -> anyWait(s.wait)
    :: s.closed && !(opensNext && !opensNow)
    fi;
    d_step {
#if RUN == DELAY
      if
      :: s.closed && warrants(f, d, l) && !warrants(s.isOff, s.due, s.lets) -> s.left = s.wait
      :: else
      fi;
#endif
      s.reasons = r; s.obeyed = o; s.due = d; s.isOff = f; s.lets = l;
      isPressed = 0
    }
    keep()
  fi;
  if
  :: s.closed || s.due != 0 -> hand = 0
  :: else
  fi
}

inline happens(event) {
  afterEvent(event);
  if
  :: out < 0 -> result = ABSENT
  :: else ->
    d_step {
      r = out; o = s.obeyed; d = s.due; f = s.isOff; l = s.lets;
      if
      :: event == OFF -> d = d | REMOTE; f = 1
      :: event == ON -> d = d & (PASSING); f = 0
      :: event == CANCEL && s.closed -> d = d & (PASSING | TAMPER); f = 0
      :: event == EXPIRED -> d = d | REMOTE
      :: else
      fi
    }
    become();
    if
    :: done -> result = DONE
    :: else -> result = FAILED
    fi
  fi
}

/* The stored state is read, or there is none; a memory that is away says neither. */
inline recall() {
  if
  :: isLost -> d_step { copy(stored, s); printf("| finds no state\n") }
  :: else ->
    copy(s, stored);
    if
    :: s.closed && !seen -> s.closed = 0; s.wasMoved = 0; anyWait(s.wait)
    :: s.closed && seen
    :: !s.closed && s.wait > 0 -> s.wait = s.wait - 1
    :: !s.closed && s.wait > 0 -> s.wait = 0
    :: !s.closed
    fi
  fi;
  known = 1;
  keep()
}

/* The meter board has said in clear what it wants. The code listens with each second, once; the model at any time. */
inline hear() {
  printf("| the meter board wants %d\n", wanted);
  afterLocal(s.obeyed);
  d_step { r = out; o = s.obeyed; d = (s.due & (REMOTE | TAMPER)) | (wanted & s.lets); f = s.isOff; l = s.lets }
  become()
}

inline tick() {
  see(TICK);
  if
  :: !known -> recall()
  :: !known && !calm
  :: known
  fi;
  if
  :: known ->
    d_step {
      printf("| a second passes\n");
      s.wait = (s.wait > 0 -> s.wait - 1 : 0);
      s.left = (s.left > 0 -> s.left - 1 : 0);
      stored.left = (stored.left > 0 -> stored.left - 1 : 0);
      there.left = (there.left > 0 -> there.left - 1 : 0)
    }
    /* Once a minute. */
    if
    :: true
    :: keep()
    fi;
    if
    :: !s.closed && s.wasMoved && s.reasons > 0 && !driven && seen -> move(0)
    :: s.closed && s.wait == 0 && opensNow -> move(0)
    :: !s.closed && s.wait == 0 && s.reasons == 0 -> happens(EXPIRED)
    :: !(!s.closed && s.wasMoved && s.reasons > 0 && !driven && seen) && !(s.closed && s.wait == 0 && opensNow) &&
       !(!s.closed && s.wait == 0 && s.reasons == 0)
    fi
  :: else
  fi;
#ifdef REPLAY
  if
  :: known && isSaid -> wanted = said; isSaid = 0; hear()
  :: else
  fi;
  crash();
  if
  :: true
  :: see(REPORT_S)
  fi;
  crash()
#endif
}

/* The stored counter becomes that of a message so much newer. */
inline shift(by) {
  if
  :: by == 1 -> acted[0] = acted[1]; acted[1] = acted[2]; acted[2] = 0
  :: by == 2 -> acted[0] = acted[2]; acted[1] = 0; acted[2] = 0
  :: else
  fi
}

inline storeCounter() {
  crash();
  if
  :: see(COUNTED) -> d_step { shift(which); which = 0; done = 1 }
  :: d_step { !calm -> done = 0 }
  /* Refused, but there after the reset that comes first: as good as counted and lost. */
  :: d_step { answersMatter && !replay -> shift(which); done = 0 }
  fi;
  crash()
}

#define says(it) ((kind == OFF && (it.reasons & REMOTE)) || (kind == ON && !(it.reasons & (REMOTE | TAMPER))) || \
  (kind == CANCEL && it.closed && !(it.reasons & REMOTE)) || (kind == OBEY && it.obeyed == number))

inline act() {
  d_step {
    claim(ONCE, 3, !acted[which]);
    acted[which] = 1; result = DONE;
    if
    :: kind == OFF -> printf("| an off acts\n")
    :: kind == ON -> printf("| an on acts\n")
    :: kind == CANCEL -> printf("| a cancel acts\n")
    :: else -> printf("| an obey %d acts\n", number)
    fi
  }
  if
  :: kind == OFF || kind == ON || kind == CANCEL ->
    happens(kind);
    if
    :: kind == OFF && result == DONE && (s.closed -> s.wait == 0 : (!driven || seen)) -> move(0)
    :: else
    fi
  :: kind == OBEY ->
    afterLocal(number);
    d_step { r = out; o = number; d = (s.due & (REMOTE | TAMPER)) | (wanted & number); f = s.isOff; l = number }
    become();
    if
    :: done
    :: else -> result = FAILED
    fi
  /* A policy: it is stored that none is to come, and then that this one is. */
  :: kind == OTHER ->
    keep();
    if
    :: done -> keep()
    :: true
    fi
  :: kind == OTHER || kind == COVER
  fi;
  /* The answer is written now, and leaves two seconds later. */
  claim(ONCE, 3, result != DONE || kind > OBEY || (!isLost && says(stored) && (!isThere || says(there))));
  seeResult(RESULT + result)
}

/* A sealed message comes: an old one, or one of the newer ones. It may be lost, or come where it cannot be taken. */
inline delivered() {
  if
  :: see(STALE)
  :: which = 1
  :: answersMatter && !replay -> which = 2
  fi;
  if
  :: which > 0 ->
    if
    :: kind = OFF
    :: kind = ON
    :: kind = CANCEL
    :: kind = OBEY; anyObeyable(number)
    :: replay -> kind = OTHER
    :: replay -> kind = COVER
    fi;
    see(COMMAND + 16 * kind + number);
    if
    :: known ->
      storeCounter();
      if
      :: done -> act()
      :: else
      fi
    :: true
    fi
  :: else
  fi
}

inline goUp() {
  see(UP + proper);
  printf("| the button comes up, held properly: %d\n", proper);
  if
  :: isArmed && isPressed && proper -> move(1)
  :: else
  fi;
  d_step { isPressed = 0; hand = 0 }
}

/* Down is told at once, up with how long it was held. A stuck one never comes up, or was held for too long. */
inline button() {
  if
  :: see(DOWN) ->
    d_step {
      isPressed = isArmed; hand = (known && !s.closed && s.due == 0);
      printf("| the button goes down\n")
    }
  :: proper = 0; goUp()
  :: proper = 1; goUp()
  fi
}

/* What makes no difference is the same. */
inline endEvent() {
  d_step {
    /* Only an open switch asks whether it was driven, only one that is to open how long it waits. */
    driven = driven || (known && s.closed);
    if
    :: answersOnly -> driven = 0; isPressed = 0; hand = 0; contact = 0; isCut = 0; s.wait = 0; stored.wait = 0; there.wait = 0
    :: else
    fi;
    if
    :: known && s.closed && !opensNow && !replay -> s.wait = 0
    :: else
    fi;
    forget()
  }
}

active proctype offSwitch() {
#ifdef REPLAY
  d_step {
    c_code {
      FILE *file = fopen("walks", "rb");
      if (!file || fread(WALKS, sizeof(short), 1 << 20, file) < 1) { printf("no walks\n"); exit(1); }
      fclose(file);
    };
    reach()
  }
#endif
begin:
  true;
  d_step {
    clear(stored); clear(there); sure(); isLost = 0;
    acted[0] = 0; acted[1] = 0; acted[2] = 0
  }
  /* As the fitter left it: open, it waits for the central system. */
  if
  :: stored.closed = 1
  :: d_step { stored.reasons = REMOTE; stored.due = REMOTE; stored.isDecided = 1 }
  fi;
  if
  :: contact = 0
  :: contact = 1
  fi;
  if
  :: isCut = 0
  :: isCut = 1
  fi;
  see(BEGIN + stored.closed + 2 * contact + 4 * isCut);
reset:
  atomic {
  d_step {
    wipe();
    s.closed = seen; s.reasons = TAMPER; s.due = TAMPER;
    printf("| the processor starts\n")
  }
  if
  :: isThere -> d_step { copy(stored, there); isLost = 0; printf("| what was refused is there\n") }
  :: !isThere
  fi;
  if
  :: true
  :: !calm -> d_step { isLost = 1; clear(stored) }
  fi;
  d_step { clear(there); sure() }
  }
  do
  :: atomic { !answersOnly -> tick(); endEvent() }
#ifdef REPLAY
  :: token >= LOCAL && token < COMMAND -> d_step { said = token - LOCAL; isSaid = 1 } advance()
#else
  :: atomic { !calm && known -> anyWish(wanted); hear(); endEvent() }
  :: !calm && !answersOnly -> d_step { isCut = 1 - isCut }
#endif
  :: atomic { !calm -> delivered(); endEvent() }
  :: atomic { !calm && !answersOnly -> button(); endEvent() }
  :: !calm && !answersOnly -> see(RESET) -> d_step { wipe() } goto reset
#if RUN == ACTS
  :: !calm -> calm = 1
#endif
#ifdef REPLAY
  :: token >= BEGIN && token < BEGIN + 8 -> goto begin
  :: token == END -> assert(false)
#endif
  od
}

#if RUN == ACTS
ltl acts { [] ((calm && !isLost && stored.isOff && stored.closed) -> <> !stored.closed) }
#endif
