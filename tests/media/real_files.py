"""Beginnings of real files, made by ffmpeg from a test picture and a tone: enough of each to tell what it is.

`FILES` has the bytes by name; `TYPES` the MIME types.
"""

import base64
import zlib

TYPES = {
    "a.aac": "audio/aac",
    "a.ac3": "audio/ac3",
    "a.aiff": "audio/aiff",
    "a.au": "audio/x-au",
    "a.caf": "audio/x-caf",
    "a.flac": "audio/flac",
    "a.m4a": "audio/mp4",
    "a.mp2": "audio/mpeg",
    "a.mp3": "audio/mpeg",
    "a.ogg": "audio/ogg",
    "a.opus": "audio/ogg",
    "a.wav": "audio/wav",
    "a.webm": "audio/webm",
    "a.wma": "audio/x-ms-wma",
    "noid3.mp3": "audio/mpeg",
    "p.avif": "image/avif",
    "p.bmp": "image/bmp",
    "p.ico": "image/x-icon",
    "p.jp2": "image/jp2",
    "p.jpg": "image/jpeg",
    "p.jxl": "image/jxl",
    "p.png": "image/png",
    "p.tiff": "image/tiff",
    "p.webp": "image/webp",
    "sound.mp4": "audio/mp4",
    "v.3gp": "video/3gpp",
    "v.avi": "video/x-msvideo",
    "v.flv": "video/x-flv",
    "v.gif": "image/gif",
    "v.mkv": "video/x-matroska",
    "v.mov": "video/quicktime",
    "v.mp4": "video/mp4",
    "v.mpg": "video/mpeg",
    "v.ogv": "video/ogg",
    "v.ts": "video/mp2t",
    "v.webm": "video/webm",
    "v.wmv": "video/x-ms-wmv",
}
_PACKED = {
    "a.aac": (
        "c-s5_F~C95{?9!o2A{;TWK&B$V{<)20|N%8gf-DC1B%p^R(yT@ecg^}S3R?)O;tH*-Mo;IO|<A^xztPD>|1fk2X`l*d-"
        "c;M=!UVK_w%`?mu&8y-QAt=R8M*RR^P2TH$&cr&Mys9ZcQ!>mo{roJ9cBExwh_U%j+90-sEXLPTO%lEO~MKto^2S*)qRwe%-"
        "3`Ri`BTb5z>;v+?tz?Y7nC{95_-=NjXP%*~6=bzKQtG}X-5aAwb$jJ2*=+JVWwJ!jIAg{5>}0J%CD8-"
        "Wr@UMkDGDi(REe%R;zWQwQ1$VYz>?<YX^zK>A$evv>|tmwdhNI)=}%(`{S_dw23AGI?fi%RbLu6+JF{BVA6?Dc<h>h_1T-"
        "dq0v(&t})3Z!=K|G)kE`?rd#A6p5<vWWkfWnl2}>4DnGes9DyYs?lUmL8mSiF=!Raj%j*w|I7MlT1$3td(mWxu%Dj72AK@VtRZ3n"
        "imrivUjqyG&3`&yb}@<;^E<W_fS!tvEAt1Lv<;(6lwFVcU06>fBu{#t!$!pDE6PgYF^VqS%s5cnjsT+PMvM7)q7SqciU~XZjYsA#"
        "j2r!nR9)3KPBY9R#Z6B*x2Oc8CQ^8)Y39lb#^neG$*Hawai6t4bSKe0*=$$xeZSrsa>~!kKJsoQ~Nb9Dypl^coe$T=uptq2cUou1"
        "_p%KH=Qrr48`N#*X=9*`uXduhax*CT`p8U<a%XdNh9N9ncvTC4u8AjJ|oE}qfYSby@>5sQ{#2co!;{I{eh3Od9<&UUfs1_>eS*n8"
        "|NN*lw-KcPjYhF*<O)~HBno$TN?fBatdcQzCO$&<GAd&OqxU0hePfKS%t^a9O~;U{6BuURr~kEe|a{!e@|?RC8~d)GOm$s069#;{"
        "tv?=Go6pN+}zHL00#I^g#"
    ),
    "a.ac3": (
        "c-jE~0{{IBcOLjmKre(V;fH&NUHj+N-"
        "#&i%^XJc@SA6)(`ym4XJ$m*~d<1I{G8k9u@3%z&dV1fo4a0k|^@G9_N0m!iVXa0~7PBCb#f4IAouhQ6{kX&ytZCy#ts2s)_S_<ih"
        "Xmuy(hIfMIGYXBh%4h<a(<S@qw9E59{31*n8$OeMsK;rXUYR#+Jjfx!dLr3PwPQX`+-"
        "Ot06+`?@W<{9zTnI44E)f~%ndxjQ_B^6u~*9#dZF9O9lD{~1yx{Fqs4(8i{}+L6w%oE%m*`TzI?3)t#4~newGwBE1cI(k`;H)t5M"
        "eK8d^2sKBTE_cj;e3bhf-F%5A=Usr!p@(!PC7MR-"
        "b|0VL<MD~6XcjuGpx1`DHh;iOV+l^IGv^d*y!2arB;ckovzgpZfvSFqc`wo^$9G7zrYL9Cj9MFM<xUq;7hHp4d?!iwFcf=_1L>r0"
        "Zo%4L)Rm&@3&4%v%qqG^@O?>6p$*w!i*J8UeA%(x&H(tB;!PL|uWD1{neYByt9lpW2o&v1|sax?${00000000000CLF-ch9m-"
        "Kre(T;=qZ=^M!a%+;Dv5JT$7QIgo<8=e4z0eN9W}=~ULOUX$H#Yr9mH`4vx}J+Ah=C(55eu$A-"
        "JZ>c&}3KH80U8Q{blk}>Lzqzm^x$~2P4So}bU`_X00soW"
    ),
    "a.aiff": (
        "c-"
        "lRROK1~O6hPlh=9BroTZJNM8@tg;F(_7WVHb^tfh>|hBP7yhQBklUSSq?`6+uN8Nuc5)Ds>}LX%!Uf4@F(r1gjNAP(cwYN=nq0H="
        "j%<nM}su!gJuPjv60`A}aMT6j9Z^@n{qwv=&ha-43I+e%$Im5{X#2bxorGP>Awq*Jm@U>=L)g-"
        "}UE&17c8Im2Su}`Hyl^@$hl{6?$O;?!z~*zylk;!xK0QeYk|rV65b1S00ugON<y6#{D<>*IbEhuoBbmTTch5019}W%}%$gvB?S6c"
        "h}<fNHt?UsFW++=BQCHHtUyk&@OA+$tRK}1EibCgd!a2AR%&sJk>xO(|+m)b=}CBJI&?Fv~{!^vO8?A_N)HIdDnR57McaGfQnR+p"
        "7*_A9<j4ro<HRu5_&}>zLX~9E%JhrR({|?T!1b(0yFRtbZCMD%P<cYA%-1%756B&l#TLvX-Nu-"
        "qr!~;Gw<>nxE<^sChFTqC#e)ldC6wd-QP$%hw5XsbN03BGpl5+t0c@T#&08{&*@vWdzwnhWQwH8HnN7$gdy!@7a1Y5#L)(|1zpwO"
        "8;4EBd|ny1`m1f#vi+tuSHJG$8<TFfnej3xOJ(Vd?*en0J;n|55r2<B3m?S1l#pq8TIo}YIE3$j0z)tbi?9N2%N2P07ZKOvO8"
    ),
    "a.au": (
        "c-"
        "lS1T}V@59DwoneD8d`@4qf2C|$cLLs~@!UF3y}A$XBN23zO?!yq9_l)BI&sHk8Y6kV)ByNEDmK_3=HQC;Mul~Dv06oFApRw?iK*x"
        "A|6&Q81Pc`kmNMvn|4ghGgkUuei7bSK)7LH}bA<Fg*;@XNx2I4|7`q~!xjSXowYYCYOtd;<IA82JY6Fb)slJJ{fZ13%y?oPiEfAg"
        "2kzY0c9H)F&#hMCGx-"
        "E$NL|5Nd+TH*u@kAQMDEzop*dg=*{EaCJvzw=+~u+K)=bQmZv==FIiRWdrmp`WE_`rsy8pN;S$*kv7u^Jx-tLppWRkj6uUN)7Ca?"
        "u{32LEk~SY$FKaZes$m1UVFKE&d;GaW{#cZUh<EHX)z<64D`$G3Q}IF<Jtx-j}!PO=_5G^!C}b4CorH6E-b<<T!J3rl53<5-"
        "^OdTbLxT`R)*zl;EUu*Ys9U>PJS1+myI!T6!&BGn76N%a1T~TDrcR^@^iajuPXIgSIs|Ww=rXE)F0?wv`8mtf^McODNA|UM7Pr+I"
        "!#@@PtO}&#s~9|g{>E*F}t(8qFi*|R%WU<+)VAFm#QcIBuX(UHp!jmPYI*qfYcpmlUezrl2Lm#R-3{dc#cHKUBJ)}6EF`;;5A-"
        "?cW@o{1CaY9iu1Tr%W9$;S0?`fk1^u;"
    ),
    "a.caf": (
        "c-l)&OiN>6WMD{1Ely^D00oDq9StBxPC;@mRE!CT8KGDpIU_L-"
        "D$c`@0u}><%)GRGC{qfgHZ?CfKP9z@!6&gS&D2uQ$Xw6Rz<?nou_O_!hB2ZCqL`6^@jugF<{vEYSRb&RVc)>f%bCQb%k_?X36CGo"
        "8{Qh;|9qu<xA~3vtNFL^-"
        "{t?t|DXQ{|3m&={LTC}e9!or`1p8xdH(Vwa_`_~;d0@u;#kgpitQQeA69M_QD!M7IYv1Kx&N~NWdADsQT?s^%lfDPkIe7g-"
        "?n~z`BnW(!RMo&)jm!B#Q$-|M}rU7KJ<JD`k?-"
        "S=L6#hwhuBN96ywO*!_|JW6{SapHe=3`rP})<jeD~%f97*cl;sq<NwcBzi$0L|L4TtqyLWnKgw{7@fgz)=KU<&Sy!=5XRqam;WXx"
        "A;5y7*&7;9{k~fz3F<&&_QGNyf9R8L3SNT8j|KtD7|D68_|3rR2zTbSa__TOe^UCwIaX;YJ<tpG@$#I?iFS|6G5vvo6FLMY}IAa7"
        "u#Q*Sr;eR9l#QskGRrIsv$K3CGzdidV{x$f^%+Iesdw$ydN$2CHk8U4cewgzi_JjTh!4FIySU!k;F#nMGVbzD<AEQ5>{N(oO!sm="
        "HykGWxt@`Ew07Mwhi2"
    ),
    "a.flac": (
        "c-"
        "l+zNpxmlU{Dfb5Mp3p`pCfYnd^wd2L^^UF0)t0wHB(F#t0ho8r5yfR$*aa(BlOv^+_yCGquz+GS@RSFkl1<hyrnHUUGg)YLP99WF"
        "vzD!zdWs003CQ7PS"
    ),
    "a.m4a": (
        "c-"
        "obdze^lJ6vyB0dBMU$#1IG<xPW#!QPG5S1}rR05kf2^&D_ndp3dAZJ97s~b!F;w`3D4lK(v*B1_i|;gru^FT_8o0Rs=!6Gdsu4DF"
        "ia?hxg{qoA>6unI)o9tly;1r=FFGLNc<h5(y@Ws6Wo42y#$zrq4o}XRX>aQQ@OZk{0Yjww5{djKVKVK<4X?px5i>e1`rxLVTw>W2"
        "?|#>s6bxa66jG-L(b(pLZnUT0xc~p>%hLiQDJ)hA$+qGbm-rZ`QswOSC=v>d;Oq%Uoog6_qp_zUNEK`5bF-"
        "5gDK0Qq~)>X|$3(K}UFQFYzpjy%GkRnJDLau&;DgKwnW>anEN_rc>-"
        "z*&z*fj*9U(Qe4^AwcG7cxb;Eao4ITE481cHVJQyvFZ`rC(1OsEuC#5FyBd0A+mmN8aZ5N!&C6`4IC+e<w_b&?o0vB4d$0@6ocsc"
        "gz;Eys{B>*J!3VJC?4Q5}_yNwriQ8{3;@GWixp>C^6kLK$XZr)bfi=gDi}@KGxO^A6ZeLXq3@cqryc*F1y04Z}ZYEhGgzHUkb!9t"
        "JT}r9D;&-Il<eJ(0igf3`9{P_54=!VAD*Ojjspl_rbX_Or7!UA+vd%^0H;t#Cj!ixpn;0Lz228Mxq5"
    ),
    "a.mp2": (
        "c-kG*do<Ju6bEpRPKPPkQiOKNJ8z@aYt9*uuw=;Tp@-"
        "+9Y0`<vqm&<ND4BJnVpJxnDUQd+I<gu+wIZ1@Stlc}pOEp)+i%AB&E2v0{&DXg-"
        "@oqXoD0NI^E98=&KCj@YDy}K0l@di?Y{Mgb!bHP9umI~V)Wjy>|j}SJSuAxSauIYb<ALLbS?EDhya~birJj13P{WjK%S~8r{+V7-"
        "^5Cjy{bfxJvL6Mnvghu)Kv}*!C(l*s2DN`Ll%ZfLr0&q2epU5K+)M~cHA>$6ctm4Ta8)`K#@TeDX|R;sZ-fHAF*Yi!J+36kE}JDp"
        "<jm&njwY*i_g9i`w~A(-"
        "uYhCWW~tU&{HqegB<IV0f9ug4(X5vOm(JumR78BRQHAZm+sIbB0KV+2p&UjeBP$q_(X_X@4&&@1uZwUbgXtITy3lScva+yrliTm#"
        "ilb+!NIq}th`VkSH0$+D;?6_Xb$SX;d*01g0(&JM4&^!8dV-AF8y*X=7Hfh10VKIiq~*KxITas0dK1>J;Gn3*UrkL)*>cTZ%2i7*"
        "ZY3H+BPd^FXisuJQGqf9^0SUVic;aF}wjusqFi%!rS+7bok~-`e*V9mrO(wAfe)%6%^-"
        "4YUz(GE_L(HN3?opSZeo;Z!XP|+DSB}_I18{yv+@8z@u@OsVI6~np?Xm@8Q%v(ePzi#_@R-t!7S@P=@oZtkDSqt-"
        "o3O8!StKW*f;D13{f;8{Jy6I09dw6T~^DBvX<Oe1`$(iD72t3+b~cYHm`t-"
        "8{#kB(O`Ddzu@w&E2%oR;jTzf6MMUyO+=yxwtptuxBQ4_D!UdYt*4`0SvUO13AJ;Lb=9+0WS$8ORI>o4q^_T@apKRqwBk;f{5XNW"
        "QXOkQup^|J)<qG78U|DN1CG^y|_<XGt&Nmq_ua$^CsrtdBEx6<mbyG8G-"
        "PvaPCGh_=mV=>qY|Xwd9k)>;z!5gs38u)Rv2_p#%c1Oi^Xh9EU&%4w0!=6Us|Sk;S-O#~YIKEZcJT3Iq-+DycLz-{JS2z2$-"
        "T2&01uS9C)lTcGbmot31tTUSRqt0Ey%-Tj3-<W#%v*bYZbhKgjZ`5-fMLzVzXR+;LqcSf3#1yCFwR(6@Z4gjfa+OqsSmSaQO-sMO"
        "U?fuBBOimGLKlY|mX#T7{g<f2QxDZ(SC)PRu#(c|AzYzlMXB;Y^|BzwX<(+(y6cBNa-f}(pfdZgSK~T;<KrVr=@BzBc-"
        "4z80FUR9Ty2%TYHQTA8G(-C;n|mgqN&wS&r|JSX9{Bxu3&X6iUE3?R_%DQ-KVoHHqmI-qLhkc%b%QGDjY5y(UDR0uX<^X{izrkG0"
        "8Ln@xo;7m;NZYHKCRG$#NGKp^wz(K(!#O}Iz1NW!;TEU(4h6h&CeyqI{HVtlCul>9rv{9wctD=C8YY}r|hS4tV`}uVa80!`HGVZk"
        "I?|b<?~|}zQxWcK_w7*v1?l{5Xc%rgb+>)Cx#JKCqyThSS@zTvrL*}JfRmbiu{uQ=$LRwQ2u73%Dd}Q-"
        "D=GNvfjeQ#F<sZz6!I?Uq$?I{Q}QY98gTg)~HYn$gwDP;)TKztblxGN`ZsJGAttN7$*;3RbZ6a@<@8jO=ix0ZWIwLz3t3ORRUtTd"
        "0HUg|NrEEQc`(Url@QrJ3(ZVfNI1GZEF5rTNcq)5>Fmex)j!!-"
        "EdK8?BgiV{Y2WOvjPVFov^5m=FdZ{)lc>2<H#&~^xv^?8~f^7kiZ;>4^LjMWUv)~vlA9z0)}Dw_Vj*t?<+xZc;BvUm{+8xC~e$`5"
        "&sgin|ME&lV<qKf9kg{9R"
    ),
    "a.mp3": (
        "c-r%HF=k-"
        "^0p*b3U{@f`&%nU!lUSB!YN=;ru4iaqz<>b%e>)stKnI?AY55R+3>pj!im?pb+=7A<5)yK9Dk>`4+J=UP=H|Axwk|GSUS0tKVPRp"
        "hvB}BFnVI?d`DJA_H8o959UUG0{Zpq-ojrTeqD3oKtXsEk%a+}{cON`>{P^*+XRlnja_iQE2M?Y-"
        "d;9k7=g&WX{`~(RWG~Q>$v{UMn<G0$g|!C4P>e13^XfR%)d5Es7`Swt^+KmKFgA*&DO+7&U|)5(&$#t+%EyHVIb<T_<K!h|+*sr~"
        "pKjKR;$LAcoc-ZPLVyShGgFfbk6*^c#X0g74FW8N7WN0({YrkGi$7QN@7?@zJ^tngKWYScyciDtRbb>`U}RyC$g+~CF63Zv7I~7A"
        "VYua#>5f*0#$&(Py~>IWEEc7ywj2{|>8@UX?Vv2<<p-"
        "87Gj!uySCsW=O#9#WuubTZOV$4;of9keB*p&!^b$ySmhArHBFgIGzW>20hM<iN7K}F=Z2tcaI>OS#m7plF_ag(Ncgw<s=ihiR-"
        "fXmBJ=vhZ^0A?hopIWw4U!YzXj!%v@Sbd%z;4;7#`>@^h*hz%h$XNgi7|xNov-QK)tSrVS9Mube_H#0ZP{Pbj8}hO9{d0QJrl=bh"
        "DM(R6XVDyw=OK^5HS@t<D9eE<cO&;hlNn{`-A2?Cg)X{-JNW2sn@(;V)+Kni-"
        "&q%7j4Wkf3o8J;qSF9F_mFvUm|}`pL3x>`j_^M>RlHv8VETA8Hg|x8ps^jVPM3VZ&2>iV63NXVJvYZ%^;T%<RSj%(<b3u{BPV2_H"
        "sRBJb%T*+AL(TilMpb<7p?&m;(-`&DPs|)py^7)h|yh&Y1amYlHcj@($DL%M-%yb={b@c~XDwuj^sQ-@mwfHrKJak<D9WR-"
        "#Q&)ymc!#l*$W89y%OP;6{%<NhJb#lW^Cj&aG=giOu=$%qw<4j&x^iyqdR)o-`_@;7};_r{-"
        "X;c<ta%=mbA<K9o*F{yettKSvppO)Uxlq@m(#J5zAz=__=*kc$@tlE-t^jTC#2H&&KFA}D)X{E?-"
        "Se3%W#+K00xCHDWCeAa;0%!j_ImU85ocg!pM$Yt^LGF?>?|;ZUt&qc;zUlVT?=L=yAN|xHWO8n&+`L!z^}nt4Cuf{&`nJR_biZHI"
        "A!ddHoHN)Ch)M7zn9q=5sFHAA*fH}k_v@KE61!%&G<3_aeYyMSY~zm`Kg~S(vP}M`t8J6rn)yoWU-"
        "vHhefi42FR8L$@2gDqxZS%q?qZZ({km-mueRU+bC<!vv+qQkozcuxpUhL4O}`W#PU&RaIQgG~VbdB;$py<L9ZqgpEMxL=wNNL!)u"
        "z|BmDh8)K^~G~>S|EsSy!LrSj_d%5g0>dT-JO4Mv7JL?ec&9YQlDRFPU|#r~bX-tC%q*Rz!X8OI8k^E@P9x7Y_?AbKWp*c5I!$*#"
        "3j*W6nRq1s0DJctw^lTP;0s_QC<fj~dJkNl%oX9yYn~)qK|f=hC4)p<OHG0^{9dpH|<k7O*znGj+w%--3oKPksde;UW)`"
    ),
    "a.ogg": (
        "c-r$%PY-"
        "5bVt|6j(@uARX#VvvJdARTW%)%(nZ+OhMwc}Z6%7`QV0s6mKS(D7vQCgp(dYVqd=CGSKqE867+#>PPhwe`simHgxt^hc0Z6$#5U1"
        "uP=cl9=*#ae#fs)2xNrjxuB#1snRtT-"
        "+<Q&Gx;K0D3QY@k6wzOERML^0aK=QGS)4A+7l1@H?O)^G4(Wh05Cnzpi;M5VV(Rg7(C<91CyJLk&OP3>uVvDM6#H40*TOg~$5-"
        "64l5)*KO5w4aQKv_o)*_Ou!7Cg;QEq=%V#UccNVlNb0_?>plYF=XrRHtI<5zx$L`9h}Ukd8)I(-"
        "DImVl6DD8a+)<3{G5W=633s)$D2dL#id+u|f=Dhl-"
        "=egl0C!6A~?MjzAZ%S?&;NIqkSYszu9^L%v19Bt?{A0t3T>MH*d;G`Iw$HgPeWU|<k%2oyP9D06b6%*l;1+#I}-tiX6+-"
        "~g)g=vv~@_rzn8O5`L}FnZRxO6T+@Ffsyb_h4WM2;^}s6k!MJOJQK(SYXk$G@@&1M%VL>K8}{QHB1Z*3=Av)GBcpi"
    ),
    "a.opus": (
        "c-r$%PY-"
        "5bVt|56Y71pRbi}`dj*P<o1*OFvsfj6!j24UyyTJ<lLCP7Bl`{hAN4NjSFxr8Xha{#K^8!VD63fy|E%l7d^$ZORKuTnRI5jUhKP9"
        "!u7ATnvlr#oQD&%A)<pXs>OomzmHW}n9**Quf#{YE}tXjQl)sofg)~{c^9!9Kzu-"
        "2|yw|c`mAOT{n+OT%*+STjVuluoO{i#(?w{BP_v$5*sKdTFDt${u-H5t!OFZt5o8_n${{EYu={l|uD8xESS&{n$q^x-"
        "$x$DAobx_9kToBxTnyI*+PqE%}y!W*^vr}`Az1)JRs{+{cyVspBav{^#QX6mIMt%@@9ulccffA(#w-"
        "L2TaJG6i9$MqRoC$ROk{jS?2IH8wQ^gXkerua4I*ZW?%?2vftH}kjYDQ1r|TeM=kkCe|pZmNCcj>mLGCaE2_t|~Bpi@qE6lXW6rt"
        "^UHF7x`*sI>o1Pckc~Sz2&pMyv*e3s$1JUf(;yJir&-D3bc-_s(E^eXHlNQgoNqwU*d|sN3Tuaz;lyx*<yKa=XLWZ#8oD5Q{Q_wq"
        "W;KC=SxTV^b!`IHGeQAS|R%Ec6(8e*<mdKmFLwhye?igSRe!dA12u_"
    ),
    "a.wav": (
        "c-jE~0{{I|Nk&G_SOEZ6K~_a(ZFC?I000010096*tN;LrSOEY601yC7NmEoB0000<PDW2jQ$|z{0000?VRmLUIW96cE-"
        "^4L0AyiwVTf1(000000sjI00{8>&1mFeC2CxT>2x18>3hoM|3r-"
        "B|415j$4RsFN4l@sX53~>65B3lL5BLw^54sP74?GX%4uTF24vh`{3}Fno3j_;93VI2r2+9ZM2K)sJ1r-"
        "Du10Dh%0UiJy{~i7y{U!V@`#bti`Dyrz_qF!v^(Xak^u_Zg^ON!q@|f{3@z(H+@KW$6@C@()@CNW4@Iml)@VoF2@pAFx@nrJy@{R"
        "K}^yl=Z^>6k;_Z;~D`0DxE`p^5w{Kfsn{>A^s0LB5t0>1;d1gZs>27L!y2r~%)3d0I}3n&c93|$T54O<Sy4j>O~52+8;5AqNG5Bm"
        "@255y0V4^9vJ4w?=s4yz3x4TcQh3oQ$93aJU#2>k~e2Qmgi1x*B016KlA0ayT6|5yH5{ayTJ`*Qk(`JMQ^_vZE&_EYtl^y~9U^Rx"
        "0S^0M(p@#*lK@LljP@DcC=@C5J`@Hg;j@T&0p@LTc8@ka8{@@Vr7^uF|Z^+5Iz_v!b`__O(<`j`8V{EYpJ{)_*N0E_{P0*3>C1ak"
        "#p21y4h2m%Sx36}~}3jz$L3_J}&Vd3W"
    ),
    "a.webm": (
        "c-oV4y}x+AQ(GgW({~{L)X3uWxsk)EsiizMDc7kT$Zc(8k_c`{XJh~Ywd;buvrBgQ?(Pm=-"
        "6HC_GA(#b<3b2eEM#3akaxp(cMp&!6mmE{cuf<d6ND=hyc;Olq;~KP#2ki523i4-t2Sv}-"
        "`LFW<lx)T>yucPW@@QtWUgmuU=Z$z%6IAPaOiIUYXdp|={l(EVy-tb79Z_!t`<{MoFQp4r;$Nv>zwA&yp)bchPF1xc>jRV;ILKA$"
        "$AUIcDJw`*}~A=$n<dH{6@yD9S+Y6z(ypcGzugyn(SXtTI`XUn8L_t!Pu}HECULff5pWMk`FYbpP1#kxZTyy+26%A$fX_CamB?qk"
        "`HtzBb<?bViB_HsX*1qK-I=z)e1S8N%=s_z=}FtLW3MbJpKJ#+NT&8Sb>nCo`Hdd0T?ha$UAQ<P5Jh`kzuhT0EMBK_5"
    ),
    "a.wma": (
        "c-k{i+f>?@c3yDVO@>trN#}CjF*1MwD-bg>Exfb3$9?5_!M-"
        "O92Y3{MQ!^N_0|j3wqrvX#y^V7j*`VAB7fP5w^o3Ki!F(AWh&V{Ffd_&azA!RuW!@jJ2eRie#2!7Ue!)wZSMLIeKZA%v%yn3D;S&"
        "4fOM=rsFf2G3w;~_~s+y5OgCU&3mqDMwl_8HInIWGcg&`BjN@oaWNM$GiLI|%I;uZ!UhD3%khBO9K21^D#1|tS@AZf^80E7$-"
        "6WQ-<-;QK+5!4Qcd6_?aqt6Sj_{-1`ALF7OaQ5*2{>1Zw-"
        "J5{nx8;!nEJS30m;>x45J+TXWN=vn3LXZA=S%_&Tu}Fd$>&VZnSe}(po?v?h8F}EF9G_B+2b3`SB_}njNtGS2l^D`n-"
        "rig%Yi;p0Qx%>?B7Hn+mWFZ%+3e0!x$`}VV=lnh8EjK-T<A1cTW"
    ),
    "noid3.mp3": (
        "c-s5_+u;BMI`GU(%Lh{YK&-*Qpcu=*%`GS>At50rr=p^wt!-#%Xl`z6YwP0T<>eI+5Ed2|8=IV*oSB)QpI=s1Q&ZE_)X~w=-"
        "#>Ng)Y-EaEn2i<#kzItwrttGd-uVE$B!RBd-lqeE4OYvc<|uav$t>Ge*XOP=g<HDLH7D2mL;27>KU6OJ4S`I2EtH`E%@{5IGFkWc"
        "fb(_1}+_Ez0fHQjE$mc%2pQ`*jF9yGj6?{@^Rro4w(q~IC%*fHx{|hr<?Vn_*Ym9XMgyS5Fo<B%+%z<<Ck%9agKaNg8+-"
        "6h5bQxzmlKl;?EWRdpEyakH7iBj~W3UFNTAE6&N`f7+Dx3vaBSk3pp5^MV_Q&7;ZUbx}%k$@z`&6ud-qTi$!UwEyn~~x~tb;J1EO"
        "|`GKX&4BhzF6=gjd)Bg88Y!iCqQuY5y=fsLVNwNPwy#&&oCA<H)h_br4?|-n0A!uWR1>?;IoBzLqj<7UwB`6B){m8)R-"
        "Li1u`8OVnHybTjPc|s9d~E1rXPkCvgXF|FT9&N^yeFF`uv<2&u|8}JVpVJ`VhL<WVhrJR=W9B5b>{N;Rb3X<pVt0gTlUv9<JI4n$"
        "Nv9+&&08qq0uM7#5nTFtqY4eL`;RvIOl9OIbv$eVIkD~{-F7e$$1rKcPHCh>NW3|SiXVt;-"
        "Q|`MH{ospR9O)_<Jo&Ol6qam&o7K=Uixz{-"
        "r&mde_B^20{)&1|kfF1~LbB7#K0;8<e{=80#rp7)u;UGstBGd5FLHv`IJ@{~Nc1y<86&&tLJdHVav-"
        "VrXvqc-l!b=757~v-LJ#_1!mN^~)2BGiH9?+F*XByu-Bm@`UhvT{os}p46ZF>w4Jn_b=|A&2?;UWb;;;m1t8`wX!uwF>&#8#*d3R"
        "6dPOHxPQoUF|aL(V_b4IA(JyeGGYaz!$$|fqKCC+_1i7K{7v7|z42#Tc-"
        ")~UGd`Z(xc5_cOsd|^>UYKYr=>SEB}>dc@hz1jaH97z_85i}tG1*ZeHPV`!T0R*i-"
        "c)xS}F1yR;4hpu_bggE&+RpiSvxIz}f#!j<H-1r~d7@ku!Z}kh|o}`ycX7E9CH|Z@Rto`-"
        "@NFM?duknVj1xH}92w{cmgi$r&e`zAdo}-S5|Qh?(I4=M1(3ViJ4_<}+j%swA8jcFa5s0Hu?NeE"
    ),
    "p.avif": (
        "c-muNU{FXasVqn=%S>Yc0uY^>nP!-"
        "qnV9D5Xy^zO`k9+rlE?r7`WY!XMNl?FL1uCZ0}==T@=J?SJreU$a#F#n_zE&ha=~(pKrEM;lb;OYxPbVK5K%@&AdUmFH8L~v(%@>"
        "PfSgn&C@-"
        "<hz|c8ACm(EPR%Ss_0g(32EJ)4=(ju9~1*uRMI6$#LL1slJNPwAxg9AwMB$gREH!6VD2q)*~6y+u7R4_0BAwvUDNIbJ37v@8t!&n"
        "%ZnpuFXwA_@$5-"
        "wh#Hm3Fe=l?fhF=1#hI>RKwV8Fnj$jHSm!SVFWvAu06R`qFhkB>Z1pJcqse&uQZ68ry;zg|wM|NnVO(mXfYRL%Mu{$CGwWbSWnlD"
        "%+$#{SQlS0<M;q~-iR-yv5z^XIB7elGu~hG!}jO*o<O`Tq2lrie(%s>TC9w(Prp=$m$K<?eksO+~L<nHpGTB(1&`Hpf84!0P3mtj"
        "*UaZ+lnjy-R;WYPhte(Zk<!zFgtSG*iv9ThVwf>{*iz!()l=d&!QI&m8ad4A9fMDHY1$k<vOzYiYOd-4A=}E;Y;vpT-LSDqEkH"
    ),
    "p.bmp": ("c-nLFH8WrU12Z7j0AdFyW@M0nNI>O@1OKt3|F~rSV-*I9V@3Z-m%s`rbU%^}3?#W9havQHKZXqeO%vBg"),
    "p.ico": ("c-muNU<5)32L>Q1!H{6Yz#zuJz@P!dKp}<(28cKq7%-3k{$oe~amoD0Dhw3IivE)>ffZ2bek2<hNOC_8L+IyzxWNEPjMAh"),
    "p.jp2": (
        "c-muNVBpCLP*C9IYUg5LU=T?wsVvAUFj4@r8KAT-kj?<oVwo8!ML^mCjF~yuL24NIlk;<m7{N>d1_ntTpyK5J{{I6R^ub~dPz(i("
        "Pz(jk?2L>M^goD!2Q0_N#KgexKZZe5sa~P(0T3=I`v8Oo@)`0O@*boI0AWS|D-"
        "gPeUk1XY|0xWD42(XBWyz+NddB8@h6V=zCoq8g!XUAjf${(3gTH}>o&u5$>=yMP4r2+Bbo|Ze{F9l*ig7pV+514g`w!;+4{VGTEI"
        "aDiPRk$u3FNWMKj2~atY?`i&-"
        "S$b_$Pk;8&dKcELfF9*KnosvzzGZ{j%qFSmE2XI{x@4LHQFl^$HJoWZPdqO}k&u<Neb&NHBq$D=y~1>G|hB2-"
        "+X;u}?@~;o2EA;o0AM9$)ii0^T?O*E6u3DE|EW_#0#S4O{FD14Oh97N&o^Huq%7s$W_A{!N?qQqZE~%9khl?2hvPU2gV8Psy9Y_t"
        "S{uT73S47$+B*=;anFK5|nh)yJJbng6ZIBX@TH{PRz;>=QfwwjSU!`ux{N^!1#$+{Ev9Rz$qc_prVbC6{?9&Yt0;M&IL(b^myCW;"
        "_A_Mj5eZ"
    ),
    "p.jpg": (
        "c-"
        "s4a<NpH&0WUXCHwH!~1_nkTWcdG&LBJ=mEZNjj&)8hg(7=G<|7`|m1`akhb~bhnFyQ3m<l^Gugit`h!^6V`XYugz@$&KlNj`plej"
        "y=2K~YgrNlE$tM;I0}FfcPR0<Ay*pouK3j9_7837{}5GYgXd0}~@NGZP~lHz!0A$Yo$<VG|NGRBS9%3N&UHo_INt!^x${QDoz$(y"
        "5`M%3@oB%z_2M`WRU_SeUrM8X1|GSr}Lah1i7I8x;+mHU<_s8XGAUCO&kYs(kR`C6Tbn6IFsQw}|~ez#z!M;K1O(%qYabB*efh#P"
        "I(X0}nGJ1Ct=LAcH-_`LAy>dkssjUiZi?+fn=GQ{|D=6Nmdbw)872xpb#Eo_hM>#B2v9Hz%D<r*(hb&p)yA37?(CJEM2E-"
        "zaFWoc;d5`qq6yzFSr;&)@#|w&8JknX-oOx!;x5ubln%Wd4EaoGOz-cDlOSIh8iC-"
        "Z_3`@|Q(_V$UCRe_^Wj;z~$B@`DJ4*i|;3_QBha-uV;puh~KG{K=no`W=s+ok~@E=_r3|#V(Vp!Un3EFCVLxpZX=swlIY0-"
        "KnlKhVAN4e)`2unXNfx_G+8?S&Lq6xO`~Il;z8N0D&5wVE"
    ),
    "p.jxl": (
        "c-jE~0{{L03Qq<A5{Lo-B@gw!761ShDx-`WyqxR#@<WHkw2kWwZMAJ-NutO&Hc2ONn53XUhV5EZ#TccimM&pN<IpV3t)AX<g4k9("
        "y5m&-x<e@zKcQ|Ni(Tu2)19g|VVP=MabiX_2ZO{CxS)Ih-0Vr-"
        "!jFvtlG(!#YM~xN&h1lT_SAaBT8JIO%*A}LcdxXyb8vP~uLpB+Hk&I<`Y7Nt;pmd_fobWFmi2JguYe^|G6$|d<uNgExo`}%>Wq&h"
        "N`X|hUbvTqf4=BY+*)|qCY~3(VFUPKp|G?%BncRgbp{4JDV=m!%^l&3^;aL`md{f@35ZR$iOF_R(nqS?+%edKe6ar#&UAK5AiaJ|"
        "gum$~?;wf7c7xYs=ko;_V@{yij44@~FgkFhoZ!{#jdg1ykxEh60rj~6FiwC15r&p|aNi&eRS>1nxGtF7G|dEwyX38eM=TPRH3ZnN"
        "a13Zyv@okFxdhQbXq{R}!AiE>N+ikSok;R7bMk*T$OVYICk4!Fp<OYN$yEs_Swew}A@mbaz#od!dN51XbeEqlQG)9(Vu-"
        "113|LOwHu^>q-JlWtxMaq(^fKdDy=i(a4I$#YUqTEkXG1?C8>b?k05WNWZ{SmVg81Ye1wMY-"
        ">9`7Yu(j&_$Ih_={rf{p#bN<)w5fn4NAG~cXZG>"
    ),
    "p.png": (
        "c-"
        "jE~0{{JqP)<h;3K|Lk000e1NJLTq002M$002M;0ssI2B@5<>00009a7bBm000010000108b^v)&Kwj+DSw~RCt{2)*)0CK@`UEuW"
        "7@kO&T_A*tB7jh7FoFY1ptqgN6;8G-%MELBpmEnl@<I{+#tKZ`s+o@5tMAcHesEY<hF%?)SU1`*tK_U|iM&#$_$AR#-FEu=0-"
        "shzGrA($s+B##X1Torx7m3J5z_18}!s3P618YXe5V9nAnnJ<<&UhBs;+kQYh<s2b`5ibAOXfnj_=*olOI($0?uh&+qQ0r|T(1|a@"
        "#&;|gTU;>PstpTiU=qbR?*(M-"
        "rh^Ox?plXPx?=m1T^b1g$=rEwv=>7o0m!sQ&Vc@<1sEqCd2C*IBfCd27^pgTG+wTAeIKTl8aDW3G-"
        "~b1t0z?fH0m!O5zyXZ_s)p_Z@|^tv1cr_SikuS<$flo&=i;?k79Yiy*cHd(hq%%;I!7mH4{f70^bWm2bLc60kgb0to{3lDtymEo;"
        ")^&G-^8yh>`!!t4$ux-M<384dWmMx6c5F;cp(<Vd+|wp7W?8<T!`P<`b+d39igvi6Rn~pG>>M{V+T0E0S<7$e-"
        "5xl_#tfLOI$hu7~^jN!*a<0;Sr`jU{Ev-AaVw41n{S{{wcsbL^cSxZB@g7yiPLUGTOQ"
    ),
    "p.tiff": (
        "c-r&y)M5})XJB~AAo`zy0So%apo?9C;XiitkHHzc23$I@3qSvl$4L@6o%D}E5L4pce`k{HCdWx=p@c9BJHqKCtcFnNBy`^)Apksc`XT"
    ),
    "p.webp": (
        "c-"
        "jE~0{{I|Nk&F00{{S5MM6+kP&gnS0{{Rp766?ADnI~006vjGmq;a~A|WmtYN)Uh32Xq$IgS1S_<`FkZ9325U*fM*Hq3VS@q;e+lD"
        "um32mfH|0p<hv2lH?8pV7ELKV-VjeE>YMKUuyEe`&vK{hl*Q|BZHI{jz#!Vox1<3x7lZY1Ys6gV+Q0thn0^yiB<n(!18r$-"
        "oeeeKR8xErK*;WowJG7Mfkc*MAU^j+|aK52uj`VB1hmtH${6@lUHC^Kaq@mr}d9Y3ikN0091drQo+7<W!S;wl0-%39#E-"
        "S)Ro(c4T(GI>tQiQli2hGC3PGEgDoTC;#1RX*QxFxrve7uy*M}Oq6a+kx?couLbhtROVlCP-"
        "A$XLJ$2<%RVkSRC@Mb$Uk8Q_)6RJ(2D-"
        "_f8)Q@7GLznB4B}+Z_k?f3Uv3_D<Zfm<heqI9pRdX%^%2BFq76X{&D<F5&tiGU`O~REWJ}_=}Cq>dwDBE@-"
        "@JX#yj2bBGyk&oCf*Y4_Uuakf)F%pITdZW7TcPX7^oWfQU$RlbkeQFk5;y+VjKfGzctPUqAB<LC#`wPY%tkS3+~QrN6HxVUy8_uZ"
        "zh~I<mt_BL9ZN27cI`g_gir1fARCTukA$?LCcCh5;KI`d1U#ug`SOL6lWULk3W^Me%-f{SlHm%J#t"
    ),
    "sound.mp4": (
        "c-"
        "obdF>6#o5Xa}e%Snn9M@SIl0uhqV3rR>6yA&x>*ohXw=H2bS<jC&5$J@OFE#yjTJHLRSrqEUdkpvPfLQoqE(+L*FRs<pbXWt&Tmw"
        "=Gv{g~OA*`3{)eMD4G?ZdonGEEc{OR%i-"
        "l_eq?PYWp_Yg#1sB&It_ueC~4+0$9pgI(#~wxE$w`QeC&zu|~Rqt4IQ=)WVzcWR4d2l@lM<8oFm?#8)?w&?PC=cKR(vM!ae!xg;m"
        "m|q)9E!qi`SuM`reRrMc_4>ViH)(7ORSY~P>vqD(yO@iOq$8B%n7F3fos<i0^vI@jqO{jVA=BUr6Wv11mU{HX*rtO1*jOWim=2nl"
        "T)1{jwZTy_Zb~DJD_y_epGVjj<khulw`TGQQ-!5EIez~;U4a&%6*SefMOhvn!{sp6mCm<|Zn%<_nK@S-"
        "r)veLVH#c@!uKe+HSC<n<$4O<f)g)~zybIPj=?YQ`wX6e_ul>vyaeCCZ}8Et=jI%G-"
        ">%<}<G+Hx;FY(Xf=}SN=Z)X<1K9KV{*=0VX;rR^v8^n)BWgg`%vLUVQe;Z`+C*n(t|HB?oQ9sTBF(O_+`COJ?VyL(!v}>&SR{F_!"
        "bjC;m#=pIh0XXFGx%wfLG$tJrmMFXmTxUAEiV280v?fT"
    ),
    "v.3gp": (
        "c-"
        "nnZJx{|h5WS=wstAb=3>|{#P%(j!TExV_RCNG}1tykIJ2a}@M6rnk3!PZ$Z(v|VY%nsE|H8j0&u*%w0ebSw+2^}=9}W@up}tExH_"
        "0K9OGZa3mOz_`YGKMbbX~GQ6OG+kb+-"
        "w>PZ`G<>_TP(Mk`YJCUPd^kXcJ{R=vvS6Iv@S)~QZ|A@)~#XmeJ6vmr07&+}*AH((yw;!G=Op9`gz5jn4ob*7R<0X9v^%DtPBZPC"
        "Tl9`*-"
        "Jq>Gy@V!Y^iiF4cwMoe(y<6z>W&_rj_k`~KsvH6|PQXUrC*tktaGcWK!>1%=glhTS6d>&N$sPoS#Oyd*kLHGXkC`)5D!*`Q`wc9;"
        "AC(jtYFyg|-){{UbIgvp_X*<saxo4jeZKBMg-N1*fU$S|*KE~aBp$yn}wu!3v*W54Q0~iDEz$5SiyaLbjT>ZGfyY~Z&4N{{"
    ),
    "v.avi": (
        "c-"
        "jl{baPWuVPJ3!^HlKh3=XjnVqnNfDauJK%gnG~U|?9##>lWDkpT<@I2jmNAWQ~EhzNrNkaS?c1R%2>2rw`dmlWjyG1#oK%#>m`-"
        "vAS2bs%%Nplp!YaqJ8X|A7D|?*N2A{b?FNwg%KL2e3W~2C!KMn09-G`guzTAlzzTkdn+W3a|nI)!`m}"
    ),
    "v.flv": (
        "c-nLG31ehrU|`?`Vg?}wh8+wLz{J3npXZxelIW6HlE?uR;9%fLDJ@DY$;{7Vu)jGI1ZFX?mS?7vWH2}cKy|TYq-LgPlpq9n%Q90^"
        "^HYFk0JWwvIAml&#5vQ75_3}_Vk%IzJYcoS`6;Q%nJEkoP*Dc<)I5+_5fcNiPhwe`simHgxt^hc0Ru-"
        "`W=?8xW);wg^$(zmLEbpb$-r?5$_M(Wg+W0<aBhcAGs80;<{3_G3=WDl3N7+0Lf?5Z+^pItuw(Zjt^Erohpyfi`u^{c1qbw-"
        "8TRooEHGesaDa<b;eaVK!xfb#0S9@$saoG^6dN*}|7@vYY>=?qexOaj{gvI~Q#C7t){A#4c~<;T;BVQeBgNpQkRWrgp_n7#fCY<v"
        "i$L>Nt^X$#r1V0R#KkLILZ6tu+FJhV|Ns5}9~>}kW>mA&4_Hy9+G)vti*1k1{HyixTKkh0itlaTe`G-"
        "d|G|diY>Wp47#n^tTu4wl*dWZt5W&BijqwP73G*Qd1G!U28k{&7Ib8IZUo|l}%eC0AWM$Jj_^~#uaPf&LKwtd6AR)erqdqEss@pW"
        "#JMYW989i!Qc1SR7NZ@Qgdi3ynW&rGjq_+"
    ),
    "v.gif": (
        "c-"
        "kF~p;bTu3<I+XCJW%ep&$&90q_~7b5wVjZi1=c@oip`yRYxhxA&h9eBk%x6#xMN0SXvkfqPOCB0>}~#1i*ZDM*M=!U!wevuB_nK?"
        "M_RaL*|VDx^?_DQw{$5(gS&P=gul;2t~|T4Yg+S?uB-CmwXjp$>D{!~Khzu;9Q254`Zfph=4kUG&gP9}StZ<j5tDyz<G287od)@x"
        "&Wnj55nAr(ESJZ~4j?bF6X3HJ<T~Z;Un9T4!DBS?~JRIP<J?&UK#ip6?7a(Lx7Z=s_>~&|s4-"
        "cG$%p_Og!+HPuo_UFuP<`qW4>t#s0rp7f?KjcQh_I@MJ@)%yqkrOdz"
    ),
    "v.mkv": (
        "c-oV4y}x*|Q(GgW({~{L)X3uWxsk)EsUtVBq$s~QJJG2fDAd}>BoW+@&d2})9IFL=XO|q<-"
        ";!8+wbgfbckt>KQO}iW!D|{9LU>{!>#~8okG{KmfIOj)!|B0mni%UKT$$kAK*=VK{x=ZQ7=jt74?ylYy}w27keiIw^^MK^P7b~ey"
        "*`O$X{MHXM&^2k1_t4dsQlt36WTKmOrI$Kd->F(QeWrKSi9Awv%{ehVjjpx4(<C}j-"
        "OofVI9=n71tXXi;s5jHtc?}Tk+h}IgJcTTjw;F=B0ErGPL!F#rp=hx|`^G2K(zfhB-GkGAciAZejiUkm13E4UG=F8XaaeGKFqv3E"
        "kPqn7n8W;}-"
        "_5{|_0&(}DEF*%~c3I2srjm>GZs7kj7BX+{RNjMtBkc)0xk@q+;rpbjnjTc$qka4arfkbIya{lqNS#qF+s&i*d0K`!lRJ}bVFe4s"
        "lS;nMUIi;z?U05nCe69"
    ),
    "v.mov": (
        "c-nnZy-&hG6o2JQf{+k{5hFuQ7#NfQ;@3tZK?Y4+bTBT3D?(@i+oPz94lZuG>gc42{{?aJA8<7;Caw-"
        "R)pu=y0}ZeD`rf^JpT9c*h*aoV>x7CTfD3F1{!Wd^D8nj|DB7QWUeg3{Z>Y_tfp$eTssu*J{Rtr4fB<X_Nf`AS-"
        "{)W=xo|yDO{$}QMC(>f_up(-"
        "7be&Fw{C9GKwKtNM;Vh9oem>dUcVFTT2M(%LPb=``0NP=6<nCsX1PifjVWqX(F_~M0R<1x&@4&~qR8kZyr{KC1?>?-"
        "wUY8}F7*=;Ow`sCkxw+8m#8$z194*Ki4je%a3cquI5y0oPD={vPde2J=W{0+<ungdp|HDWVb3^+UlG+}-"
        "(z+M{Z}`WE9=R0DkUnl(rIQb%e59|PX)5*wIzH*z<h_fW0be|iK{pNCA&cU1*WcNUIp+~zdpLfyxHrq$Z$*2TTT~@qdK*&rQeyyT"
        "8I`-z}p!o%0pkbZSy<lVdp7Xu`!G-kHvZ%8OO78ZW6S6e^72C&mf2F+T|t}A4gtn6Uv^({G;B{Ahh2_h$;wC#)9Y<V6=5B"
    ),
    "v.mp4": (
        "c-nnay-EW?5T45!4M8D@qD6!V5z<7G7!|vKf+=jZ5SvZ*&K&OMj=RmFHd@$-jn+Pag+78+I$yw6Yy?{it>Wzcm`&6yJ2$hl-"
        "~8_ZK+Y5=j^)`LAOVsiRfyj#bEjGcfRyPP2J#H2L?GsVJlX33=!Dz0k9x-a7KMSOzX531pn=@|r46En&ovmi61cB~OO8-"
        "J5Jy2w{kJ!a3!~%w8MpS6K;EFjL!LF5C;ArBZz{4)=$u*vg&e2DwHIWoV7D6_iY?0A_{O)Wp(6M2Y}ZMfGDBjt2X3`Z6lQ!LI91c"
        "k)9@}!UBgt$nC!SL7bV#CM1!IH=n0Q1m<Kt`e_A1nu0b7nJx0v#AbxdYd1ZaMTq@<5)i|!KRTYbQIew@jYE%1wbngY`4w2v77A~G"
        "s=W;0cNl#o(KWQ-DdVlTKw|bwS(lX-^&xx{-"
        "G}91n)Z#N163lxdXn&mTSg;X`RjGPOg=QbChq_dBpNXDKV4FqT=8)}J#PfJ}s#J&i<QMX7q-"
        "mt7Fm}^c>`O?E4i)kV>~kaFaxJRk#wX$u$6;!-i&primhOZt9WLN6MdGnw-%ad$CFuJ%biRA5"
    ),
    "v.mpg": (
        "c-"
        "jE~0{{I000Fuo00962!!u_900FxI3BxmI03rY2;N}1T0pJJUF#rR5u@L|RUy%R+0kaDLkQ4v^;1~b^0k{AN06+i$0RR9G|M&m^0R"
        "bcUeJMzb=m0eYFw$rw0fJxZFJpM%2B3x-"
        "O$2~2OZ`RcZyW*eA%dh4|9Kl<qXGtqA^4L493Y@e{0+Hx034wJCnl6kL3zoW@Y8w;Y%>Y%`wm&U-"
        "T>4A9%PV!P5Zw>NO<N1U{34i4O0Q<SGIsCPcMM&Dg8h4zyH7glHdMsy<i5Q1}Ol@qQDKhIBFCFf3i@A2;(<WQ=I<j6MXOkKmq^;U"
        "<LpV2w(*y-T-hz0nu9km<kqF;k*F-"
        "C<2_C8ic7E1`|u=BjKZRKg_Rua$pPt2t<th3H9(e9Z^bOqJZoMAXEe)yqX0`rI5=>=`B4xLe9dnudo3)2B0wj#F~;A3`k+1R5d4-"
        "8lIGhS=e^U*W-"
        "X10vKs95<fvN^*27~05k+J(qJThf?w)xef0z|L;DQ`f7Frh$$%UJ7<dMNju1iwutZ$HRNs}a)i>gRfXWD*z>pjXp7wwb!4MDxWJ{"
        "Mk0iYrIlK~_262Q}RE_ee#L-"
        "QsAN9ZMiru<Nb2w<V0js}u7paXzI@c_^f{s=&q_>1w?M8GN<Lg5`ljN!yn>uG%{3<?tfVi=GM0?E4"
    ),
    "v.ogv": (
        "c-r$%PY-"
        "5bVt|6RjRFE7`cq_H1*29&Nk(dZQ6e)FBLfQ%GB|({5O4u8BNQ?7IxyVu2bscvYzk10p?FEC44?gfBru^7Vk9q6)+ezn&D2uQ$Xw"
        "6RzyPFN9*9%(lJiqii)?|C$v{bCu%tpxW)ehS6NK7#R^$85v)K|`S9*F06wi5P*b_8mi6Vz#Pm(~3B8LOqA%eN<g3~9R_!B1dr@}"
        "Hi=b6^mjMX6;!kQ{k0{<#4XZNNBb5?8$)tua^(j>`IV<X$gw%D;@PnebnCrgqdP(X&Kjp?96hlQxvt*2&{I{ilz^^Z4C-"
        "F7Z%eOT94r$(bmt_%5}PoBBsTB^bHZq=Zf7Lz;_C$t|vc;i8qi3Io2q=gO>+>``>0tZec=!kGMH#%(iKq)wI;G?3WW59(A4+Rwi1"
        "05bb0CEEZ10FI88UpD+MnMo67^r9np&=v!FdW#(=s0oX0ib@xz=H=jJh%wt9z1y9A){g9#)}sZ3K{}=4<BB1Y}|P8B9I1>KnlpX2"
        "&OMGY*@(H)NFj=z=4N`ix(d*0P1gQo)X;fP%!bbX({tV#iZaRZr4gKHW`<&inWU#7GZf>RzAHgr1j`GbvCy$LrQ_7V&KGuK%nTDx"
        "DWs-9VML"
    ),
    "v.ts": (
        "c-nJ!5ENi=`k>0dc#whNKjVJ}#y<@r9zu+4Zf>~+sp*`-sYPX($*Bg0<u%Ty{tqtT?!X|xz_5WA>~;pm4-"
        "8rxSvLJ28o)gO=ys+JLSVN)Wca|q1R~~jD_<M}Zg*rbU=LtmsOG5yh5G{rhK2)Nh76o?8wDBIZzKYRHnRW#kc9X#"
    ),
    "v.webm": (
        "c-"
        "oV4y}x+AQ(GgW({~{L)X3uWxsk)EsiizMDc7mJk;$pGkx3%BA)S!{1URDveP@^K^4;AXyt+lyb7flan#P3?o><7bY#{H3@9rKTPb"
        "lPYdhnViMokD;CU`ecvWe5>4a6LVNCsK~kgGOnUEkQu@8say(Cd>}mS$?HXJoEtXkZZTh{|{A>~N@rXahO_%sQy+oUb=B79Z{CDf"
        "(I3u)Z~RP9uZT);Z0kc_|%@3~jAp@nHd$&5ex8kDFUqzdmGmFl9rd!>&e$S&dAg8#+QaHZp|nY-"
        "9q3fJ0+(@q*+74e2Llxh`&Z^>g-jaSd{5M|DJT@$KXT-N^{+(oZZ!Ry_l#IvJ?i7_3?$Co`$6phCB-"
        "z%u>BBG<(oE}=n=A)fwzF6~nc46MLN&%^)<7#QT8x0Sm0J#S=K>^8BHfuUiMXS34-<`2x@I4o3TB)k{^_gb9("
    ),
    "v.wmv": (
        "c-k{i+f>?@c3yDVO@>trN#}BcnHa!;6^I#`7T#Ii<G%8|VBZsl13U`BsTmB|!EI?MqrvX#y^V7jp@uLV;1h!|Ic>p|3=c#cB-"
        "p?M!4AC43|pD^$LoRYc?_{<4phJ3rOT^#fyAFd#Mv0~fTFKX|2Vony4<5BeN~UkFP~F+3<y&h8KfAP8CZZUM}}gC0)|wEWQG!kAc"
        "jOBnaPmP5CK-hK!nOjs7i+=7cQ|sz9cyP1H*!oaVr8+ptdnGXfT8`_%i4-xB^|34AhYV)R)JQ&JYYVs|0Kch*u2pIfD<-"
        "<T8dd22%!020aEN26G^3$Y2133=9+5?`+?W<j+P}_`R3h;~RZmaK&GShWHp4ZHDmQ3Zck+C@_Y*2?QLVm`MZZL<E<SL4v_Iz{D7A"
        "BMbll4m@Uz"
    ),
}
FILES = {name: zlib.decompress(base64.b85decode(packed)) for name, packed in _PACKED.items()}
