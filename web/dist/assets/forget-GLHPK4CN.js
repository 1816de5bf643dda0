import{a,b,c}from"/assets/chunk-VC34QWIZ.js";import"/assets/chunk-MDMEWNV2.js";import"/assets/chunk-YYIVMQOY.js";export{a as forgetClip,b as forgetSession,c as forgetUser};
