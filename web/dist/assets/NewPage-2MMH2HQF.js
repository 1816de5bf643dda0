import{g as e,k as o}from"/assets/chunk-KORP2CCQ.js";function g(){return e(o,{title:"NewPage"})}export{g as NewPage};
