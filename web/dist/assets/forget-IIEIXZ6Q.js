import{a,b,c}from"/assets/chunk-5G7HR6UF.js";import"/assets/chunk-M42PRRIG.js";import"/assets/chunk-YYIVMQOY.js";export{a as forgetClip,b as forgetSession,c as forgetUser};
