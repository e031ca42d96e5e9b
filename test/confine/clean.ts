// Partitions as a careful author writes them, before minification, with everything that partitions are for: byte strings, numbers, typed
// arrays, helpers and loops. None of them does anything that the checker refuses.

const B = "if(--$<0)throw 0;";

/** Takes frames out of a stream of chunks: END, payload, sum of bytes. */
const frames = `function(deliver){${B}
const END="\\xC0";
let received="";
let refused=0;
function sum(bytes,upTo){${B}let total=0;for(let i=0;i<upTo;i++){${B}total=(total+bytes.charCodeAt(i))&255;}return total;}
function take(raw){${B}
const body=raw.split("\\xDB\\xDC").join("\\xC0").split("\\xDB\\xDD").join("\\xDB");
const last=body.length-1;
if(last<1||sum(body,last)!==body.charCodeAt(last))refused=(refused+1)&65535;
else deliver(body.substr(0,last));
}
return[function(chunk){${B}
received+=chunk;
let at=received.indexOf(END);
while(at>=0){${B}if(at>0)take(received.substr(0,at));received=received.substr(at+1);at=received.indexOf(END);}
},function(){${B}deliver("refused "+refused);}];
}`;

/** Sums of the last eight intervals, in arrays and by index. */
const averages = `function(count,tell){${B}
const slots=new Uint32Array(8);
const names=["a","b","c","d"];
const best=[0,0,0,0];
let next=0;
let last=count();
return[function(){${B}
const now=count();
slots[next]=now-last;
best[next&3]=Math.max(best[next&3],now-last);
last=now;
next=(next+1)%slots.length;
let total=0;
for(const one of slots){${B}total+=one;}
let text="";
let i=0;
do{${B}text+=names[i]+"="+best[i]+";";i++;}while(i<names.length);
tell(text+Math.floor(total/8));
}];
}`;

/** Decimal digits both ways, a check digit by table, early returns, nested conditions. */
const codes = `function(redeem,answer){${B}
const TABLE="0123456789123406789523401789563401289567401239567859876043216598710432765982104387659321049876543210";
const PERMUTE="01234567891576283094580379614289043528614378096254137";
let tries=0;
function digit(text,at){${B}const c=text.charCodeAt(at);return c>=48&&c<=57?c-48:-1;}
function check(code){${B}
let state=0;
for(let i=0;i<code.length;i++){${B}
const d=digit(code,code.length-1-i);
if(d<0)return!1;
const p=+PERMUTE[i%5*10+d];
state=+TABLE[state*10+p];
}
return state===0;
}
function pad(value,width){${B}return(""+value).padStart(width,"0");}
return[function(code){${B}
if(tries>5){answer("locked");return;}
if(code.length!==20||!check(code)){tries++;answer(tries>5?"locked":"wrong "+pad(tries,2));return;}
tries=0;
const parts=[];
for(let i=0;i<20;i+=4){${B}parts.push(code.substr(i,4));}
answer(parts.join(" ")+(redeem(code)?" "+pad(1,3):""));
}];
}`;

/** A queue of messages in its own array, and what a lent function makes of bytes. */
const queue = `function(send,toBytes,now){${B}
const waiting=[];
let sent=0;
let undefinedUntilFirst;
function crc(bytes){${B}
let c=-1;
for(const b of toBytes(bytes)){${B}
c^=b;
for(let k=0;k<8;k++){${B}c=c&1?c>>>1^0xedb88320:c>>>1;}
}
return~c>>>0;
}
return[function(message){${B}
if(waiting.length>=4)waiting.shift();
waiting.push(message+String.fromCharCode(crc(message)&255));
undefinedUntilFirst=undefinedUntilFirst===void 0?now():undefinedUntilFirst;
},function(){${B}
for(;waiting.length>0;){${B}
const message=waiting.shift();
if(!message)break;
if(message.slice(0,1)==="#")continue;
send(message);
sent++;
}
}];
}`;

export const clean: Readonly<Record<string, string>> = { frames, averages, codes, queue };

/** Without line breaks, as a bundle has it. */
export function flat(partition: string): string {
  return partition.replaceAll("\n", "");
}
